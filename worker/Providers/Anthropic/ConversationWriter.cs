using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Writes <c>system</c> and <c>messages</c>.</summary>
internal static class ConversationWriter
{
    public static void Write(Utf8JsonWriter json, Conversation conversation)
    {
        if (conversation.System.Count > 0)
        {
            json.WriteStartArray("system");
            foreach (var block in conversation.System)
                Write(json, block);
            json.WriteEndArray();
        }

        json.WriteStartArray("messages");
        foreach (var (index, turn) in conversation.Turns.Index())
            Write(json, turn, isLast: index == conversation.Turns.Count - 1);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Turn turn, bool isLast)
    {
        json.WriteStartObject();
        json.WriteString("role", turn.IsAssistant ? "assistant" : "user");
        json.WriteStartArray("content");
        foreach (var block in turn.Results)
            Write(json, block);
        foreach (var (index, block) in turn.Blocks.Index())
        {
            if (isLast && turn.IsAssistant && index == turn.Blocks.Count - 1 && block is Block.Text text && JsonText.Of(text.Value) is { } last)
                WriteBegun(json, last);
            else
                Write(json, block);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // The answer goes on where the last turn of the assistant ends, and the API refuses one that ends in white space.
    private static void WriteBegun(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", text.TrimEnd());
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Block block)
    {
        json.WriteStartObject();
        switch (block)
        {
            case Block.Text text:
                json.WriteString("type", "text");
                json.WriteRaw("text", text.Value);
                break;
            case Block.Media media:
                WriteMedia(json, media);
                break;
            case Block.LinkedImage image:
                json.WriteString("type", "image");
                json.WriteStartObject("source");
                json.WriteString("type", "url");
                json.WriteRaw("url", image.Url);
                json.WriteEndObject();
                break;
            case Block.ToolUse call:
                json.WriteString("type", "tool_use");
                json.WriteString("id", ToolId(call.Id));
                json.WriteString("name", call.Name);
                json.WritePropertyName("input");
                json.WriteRawValue(call.Input, skipInputValidation: true);
                break;
            case Block.ToolResult result:
                json.WriteString("type", "tool_result");
                json.WriteString("tool_use_id", ToolId(result.Id));
                WriteContent(json, result.Content);
                break;
            default:
                throw new InvalidOperationException($"Unknown block {block}.");
        }

        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, IReadOnlyList<Block> content)
    {
        if (content.Count == 0)
            return;

        json.WriteStartArray("content");
        foreach (var block in content)
            Write(json, block);
        json.WriteEndArray();
    }

    private static void WriteMedia(Utf8JsonWriter json, Block.Media media)
    {
        json.WriteString("type", media.Type);
        json.WriteStartObject("source");
        json.WriteString("type", "base64");
        json.WriteString("media_type", media.Data.MediaType);
        json.WriteInner("data", media.Data.Base64);
        json.WriteEndObject();
        if (media.Title is { } title)
            json.WriteRaw("title", title);
    }

    // The API takes letters, digits, '_' and '-' only, and other services make ids such as "functions.search:0".
    private static string ToolId(string id) =>
        string.Create(id.Length, id, static (characters, id) =>
        {
            for (var i = 0; i < id.Length; i++)
                characters[i] = char.IsAsciiLetterOrDigit(id[i]) || id[i] is '_' or '-' ? id[i] : '_';
        });
}
