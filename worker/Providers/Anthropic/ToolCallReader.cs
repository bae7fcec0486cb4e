using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Reads the <c>tool_calls</c> of an assistant's message.</summary>
internal static class ToolCallReader
{
    public static IEnumerable<Block.ToolUse> Read(JsonElement calls, string path, Mapping mapping) =>
        calls.EnumerateArray().Index().Select(call => ReadCall(call.Item, $"{path}[{call.Index}]", mapping)).OfType<Block.ToolUse>();

    private static Block.ToolUse? ReadCall(JsonElement element, string path, Mapping mapping)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            mapping.Fault($"{path} is no object.");
            return null;
        }

        var call = new Fields(element, path);
        if (call.Take("type") is { } type && JsonText.Of(type) != "function")
        {
            mapping.LeaveOut($"{path} ({JsonText.Of(type)})");
            return null;
        }

        // The position in a stream, which some keep.
        call.Take("index");
        var id = JsonText.Of(call.Take("id"));
        var function = call.Take("function");
        call.LeaveOutTheRest(mapping);
        if (id is not { Length: > 0 } || function is not { ValueKind: JsonValueKind.Object })
        {
            mapping.Fault($"{path} has no id or no function.");
            return null;
        }

        return ReadFunction(id, new Fields(function.Value, call.PathOf("function")), mapping);
    }

    private static Block.ToolUse? ReadFunction(string id, Fields function, Mapping mapping)
    {
        var name = JsonText.Of(function.Take("name"));
        var arguments = function.Take("arguments", JsonValueKind.String, "string", mapping);
        function.LeaveOutTheRest(mapping);
        if (name is not { Length: > 0 })
        {
            mapping.Fault($"{function.PathOf("name")} is no string.");
            return null;
        }

        if (arguments is not { } text || JsonText.IsBlank(text))
            return new Block.ToolUse(id, name, "{}");
        if (JsonText.Of(text) is { } input && IsObject(input))
            return new Block.ToolUse(id, name, input);

        // A model that writes broken arguments is a fact of life, and no fault of the request; but the API takes an object only.
        mapping.LeaveOut(function.PathOf("arguments"));
        return new Block.ToolUse(id, name, "{}");
    }

    private static bool IsObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
