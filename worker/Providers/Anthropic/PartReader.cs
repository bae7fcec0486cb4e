using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Reads the content of messages: a string, or a list of parts. Blank texts are passed over, since the API refuses them.</summary>
internal sealed class PartReader(Mapping mapping)
{
    private static readonly HashSet<string> Images = ["image/jpeg", "image/png", "image/gif", "image/webp"];

    public List<Block> Read(JsonElement? content, string path, Parts allowed)
    {
        var blocks = new List<Block>();
        switch (content?.ValueKind)
        {
            case null:
                break;
            case JsonValueKind.String:
                AddText(blocks, content.Value);
                break;
            case JsonValueKind.Array:
                foreach (var (index, part) in content.Value.EnumerateArray().Index())
                    ReadPart(blocks, part, $"{path}.content[{index}]", allowed);
                break;
            default:
                mapping.Fault($"{path}.content is neither a string nor a list.");
                break;
        }

        return blocks;
    }

    private void ReadPart(List<Block> blocks, JsonElement element, string path, Parts allowed)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            mapping.Fault($"{path} is no object.");
            return;
        }

        var part = new Fields(element, path);
        switch (JsonText.Of(part.Take("type")))
        {
            case "text":
                ReadText(blocks, part, "text");
                break;
            case "refusal" when allowed == Parts.Assistant:
                ReadText(blocks, part, "refusal");
                break;
            case "image_url" when allowed == Parts.User:
                ReadImage(blocks, part);
                break;
            case "file" when allowed == Parts.User:
                ReadFile(blocks, part, path);
                break;
            case { } type:
                mapping.LeaveOut($"{path} ({type})");
                return;
            case null:
                mapping.Fault($"{path} has no type.");
                return;
        }

        part.LeaveOutTheRest(mapping);
    }

    private void ReadText(List<Block> blocks, Fields part, string name)
    {
        if (part.Take(name) is { ValueKind: JsonValueKind.String } text)
            AddText(blocks, text);
        else
            mapping.Fault($"{part.PathOf(name)} is no string.");
    }

    private void ReadImage(List<Block> blocks, Fields part)
    {
        var path = part.PathOf("image_url");
        if (part.Take("image_url") is not { ValueKind: JsonValueKind.Object } element)
        {
            mapping.Fault($"{path} is no object.");
            return;
        }

        var image = new Fields(element, path);
        if (image.Take("url") is not { ValueKind: JsonValueKind.String } url)
            mapping.Fault($"{path}.url is no string.");
        else if (DataUrl.TryParse(url, out var data) && Images.Contains(data.MediaType))
            blocks.Add(new Block.Media("image", data, Title: null));
        else if (IsLink(url))
            blocks.Add(new Block.LinkedImage(url));
        else
            mapping.LeaveOut($"{path}.url");

        image.LeaveOutTheRest(mapping, (name, value) => name == "detail" && JsonText.Of(value) == "auto");
    }

    private void ReadFile(List<Block> blocks, Fields part, string path)
    {
        if (part.Take("file") is not { ValueKind: JsonValueKind.Object } element)
        {
            mapping.Fault($"{path}.file is no object.");
            return;
        }

        var file = new Fields(element, $"{path}.file");
        var title = file.Take("filename", JsonValueKind.String, "string", mapping);
        if (file.Take("file_data") is { ValueKind: JsonValueKind.String } text
            && DataUrl.TryParse(text, out var data) && data.MediaType == "application/pdf")
        {
            blocks.Add(new Block.Media("document", data, title is { } name && !JsonText.IsBlank(name) ? name : null));
            file.LeaveOutTheRest(mapping);
        }
        else
        {
            mapping.LeaveOut($"{path} (file)");
        }
    }

    private static bool IsLink(JsonElement url) =>
        JsonText.Inner(url).Length < 16 * 1024
        && Uri.TryCreate(JsonText.Of(url), UriKind.Absolute, out var link)
        && link.Scheme is "http" or "https";

    private static void AddText(List<Block> blocks, JsonElement text)
    {
        if (!JsonText.IsBlank(text))
            blocks.Add(new Block.Text(text));
    }
}
