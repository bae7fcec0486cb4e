using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Carries <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c> over.</summary>
internal static class ToolsWriter
{
    /// <param name="json">Where it is written to.</param>
    /// <param name="fields">Those of the request.</param>
    /// <param name="called">The tools that earlier turns called.</param>
    /// <param name="mapping">What is noticed.</param>
    public static void Write(Utf8JsonWriter json, Fields fields, IReadOnlyCollection<string> called, Mapping mapping)
    {
        var tools = new List<Tool>();
        foreach (var (index, tool) in (fields.Take("tools", JsonValueKind.Array, "list", mapping)?.EnumerateArray() ?? default).Index())
        {
            if (Tool.Read(tool, $"tools[{index}]", mapping) is { } read)
                tools.Add(read);
        }

        var choice = fields.Take("tool_choice");
        var isSerial = fields.TakeFlag("parallel_tool_calls", mapping) == false;
        if (tools.Count > 0)
        {
            json.WriteStartArray("tools");
            foreach (var tool in tools)
                tool.Write(json, mapping);
            json.WriteEndArray();
            WriteChoice(json, choice, isSerial, mapping);
            return;
        }

        if (choice is { } idle && JsonText.Of(idle) is not ("auto" or "none"))
            mapping.LeaveOut("tool_choice");
        if (called.Count > 0)
            WriteCalled(json, called);
    }

    private static void WriteChoice(Utf8JsonWriter json, JsonElement? choice, bool isSerial, Mapping mapping)
    {
        var (type, name) = Choice(choice, mapping);
        if (type is null && !isSerial)
            return;

        json.WriteStartObject("tool_choice");
        json.WriteString("type", type ?? "auto");
        if (name is not null)
            json.WriteString("name", name);
        if (isSerial && type != "none")
            json.WriteBoolean("disable_parallel_tool_use", true);
        json.WriteEndObject();
    }

    private static (string? Type, string? Name) Choice(JsonElement? choice, Mapping mapping)
    {
        switch (choice?.ValueKind)
        {
            case null:
                return default;
            case JsonValueKind.String when JsonText.Of(choice) is "auto" or "none" or "required":
                return (JsonText.Of(choice) is "required" ? "any" : JsonText.Of(choice), null);
            case JsonValueKind.Object when JsonText.Of(JsonText.Member(choice, "type")) is not ("function" or null):
                mapping.LeaveOut($"tool_choice ({JsonText.Of(JsonText.Member(choice, "type"))})");
                return default;
            case JsonValueKind.Object when JsonText.Of(JsonText.Member(JsonText.Member(choice, "function"), "name")) is { } name:
                return ("tool", name);
            default:
                mapping.Fault("tool_choice is none of auto, none, required and a function.");
                return default;
        }
    }

    // The API refuses turns with calls where no tools are defined. Without tools none can be called, and so it stays.
    private static void WriteCalled(Utf8JsonWriter json, IReadOnlyCollection<string> called)
    {
        json.WriteStartArray("tools");
        foreach (var name in called)
            Tool.WriteNamed(json, name);
        json.WriteEndArray();
        json.WriteStartObject("tool_choice");
        json.WriteString("type", "none");
        json.WriteEndObject();
    }
}
