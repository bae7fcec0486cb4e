using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>The messages of a chat completion request, sorted into what the Messages API keeps apart.</summary>
internal sealed class Conversation(Mapping mapping)
{
    private readonly PartReader _parts = new(mapping);

    /// <summary>What system and developer messages say, wherever they stand.</summary>
    public List<Block> System { get; } = [];

    /// <summary>In turn, the user first.</summary>
    public List<Turn> Turns { get; } = [];

    /// <summary>The tools that were called.</summary>
    public HashSet<string> ToolNames { get; } = new(StringComparer.Ordinal);

    public void Read(Fields fields)
    {
        if (fields.Take("messages") is not { ValueKind: JsonValueKind.Array } messages)
        {
            mapping.Fault("messages is no list.");
            return;
        }

        foreach (var (index, message) in messages.EnumerateArray().Index())
            ReadMessage(index, message);

        // The user begins, or the API refuses the request.
        if (Turns is [{ IsAssistant: true } first, ..])
        {
            mapping.LeaveOut($"messages[{first.First}] (assistant first)");
            Turns.RemoveAt(0);
            if (first.Blocks.Any(block => block is Block.ToolUse))
                mapping.Impossible("The Messages API needs a message of the user first, and the request begins with calls of tools.");
        }

        if (Turns.Count == 0)
            mapping.Impossible("The Messages API needs a message of the user that says something, and the request has none.");
    }

    private void ReadMessage(int index, JsonElement element)
    {
        var path = $"messages[{index}]";
        if (element.ValueKind != JsonValueKind.Object)
        {
            mapping.Fault($"{path} is no object.");
            return;
        }

        var message = new Fields(element, path);
        switch (JsonText.Of(message.Take("role")))
        {
            case "system" or "developer":
                System.AddRange(_parts.Read(message.Take("content"), path, Parts.Text));
                break;
            case "user":
                Add(isAssistant: false, index, _parts.Read(message.Take("content"), path, Parts.User));
                break;
            case "assistant":
                ReadAssistant(index, message, path);
                break;
            case "tool":
                ReadResult(index, message, path);
                break;
            case { } role:
                mapping.LeaveOut($"{path} ({role})");
                return;
            case null:
                mapping.Fault($"{path} has no role.");
                return;
        }

        message.LeaveOutTheRest(mapping);
    }

    private void ReadAssistant(int index, Fields message, string path)
    {
        var blocks = _parts.Read(message.Take("content"), path, Parts.Assistant);
        if (message.Take("refusal", JsonValueKind.String, "string", mapping) is { } refusal && !JsonText.IsBlank(refusal))
            blocks.Add(new Block.Text(refusal));
        if (message.Take("tool_calls", JsonValueKind.Array, "list", mapping) is { } calls)
        {
            foreach (var call in ToolCallReader.Read(calls, message.PathOf("tool_calls"), mapping))
            {
                ToolNames.Add(call.Name);
                blocks.Add(call);
            }
        }

        Add(isAssistant: true, index, blocks);
    }

    private void ReadResult(int index, Fields message, string path)
    {
        // Some write the tool's name here too; the call has it.
        message.Take("name");
        var content = _parts.Read(message.Take("content"), path, Parts.Text);
        if (JsonText.Of(message.Take("tool_call_id")) is { Length: > 0 } id)
            TurnOf(isAssistant: false, index).Results.Add(new Block.ToolResult(id, content));
        else
            mapping.Fault($"{path} has no tool_call_id.");
    }

    private void Add(bool isAssistant, int index, List<Block> blocks)
    {
        // A message that says nothing is no turn.
        if (blocks.Count > 0)
            TurnOf(isAssistant, index).Blocks.AddRange(blocks);
    }

    private Turn TurnOf(bool isAssistant, int index)
    {
        if (Turns.Count == 0 || Turns[^1].IsAssistant != isAssistant)
            Turns.Add(new Turn(isAssistant, index));

        return Turns[^1];
    }
}
