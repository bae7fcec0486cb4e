using System.Runtime.InteropServices;
using System.Text.Json;

namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>What an answer says: its texts, and the tools it calls. Thinking, and what the service itself does with tools, is passed over.</summary>
internal sealed class AnswerContent
{
    private readonly List<JsonElement> _texts = [];
    private readonly List<(JsonElement Id, JsonElement Name, JsonElement? Input)> _calls = [];

    private AnswerContent()
    {
    }

    /// <summary>Neither a text of any length nor a call.</summary>
    public bool IsEmpty => _calls.Count == 0 && _texts.TrueForAll(text => JsonText.Inner(text).IsEmpty);

    /// <summary>Reads the blocks of an answer; null where one of them is broken.</summary>
    public static AnswerContent? Read(JsonElement blocks)
    {
        var content = new AnswerContent();
        foreach (var block in blocks.EnumerateArray())
        {
            var isWhole = JsonText.Of(JsonText.Member(block, "type")) switch
            {
                "text" => content.AddText(block),
                "tool_use" => content.AddCall(block),
                null => false,
                _ => true,
            };
            if (!isWhole)
                return null;
        }

        return content;
    }

    /// <summary>Writes <c>content</c> and <c>tool_calls</c>, texts and arguments byte for byte.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (_texts.Count == 0)
            json.WriteNull("content");
        else if (_texts.Count == 1)
            json.WriteRaw("content", _texts[0]);
        else
            WriteJoined(json);

        if (_calls.Count == 0)
            return;

        json.WriteStartArray("tool_calls");
        foreach (var (id, name, input) in _calls)
        {
            json.WriteStartObject();
            json.WriteRaw("id", id);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteRaw("name", name);
            json.WriteString("arguments", input is { } value ? JsonMarshal.GetRawUtf8Value(value) : "{}"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // With nothing between them: a text with citations comes in pieces.
    private void WriteJoined(Utf8JsonWriter json)
    {
        var joined = new byte[_texts.Sum(text => JsonText.Inner(text).Length)];
        var length = 0;
        foreach (var text in _texts)
        {
            JsonText.Inner(text).CopyTo(joined.AsSpan(length));
            length += JsonText.Inner(text).Length;
        }

        json.WriteInner("content", joined);
    }

    private bool AddText(JsonElement block)
    {
        if (JsonText.Member(block, "text") is not { ValueKind: JsonValueKind.String } text)
            return false;

        _texts.Add(text);
        return true;
    }

    private bool AddCall(JsonElement block)
    {
        if (JsonText.Member(block, "id") is not { ValueKind: JsonValueKind.String } id
            || JsonText.Member(block, "name") is not { ValueKind: JsonValueKind.String } name)
        {
            return false;
        }

        _calls.Add((id, name, JsonText.Member(block, "input")));
        return true;
    }
}
