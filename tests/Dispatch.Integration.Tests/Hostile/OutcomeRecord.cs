using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>An outcome as it went over the wire, read as strictly as a subscriber in any language may.</summary>
internal sealed class OutcomeRecord
{
    private readonly JsonElement _envelope;
    private readonly JsonElement _outcome;

    public OutcomeRecord(ReadOnlyMemory<byte> body)
    {
        Length = body.Length;
        if (!Utf8.IsValid(body.Span))
            throw new InvalidDataException($"An outcome is not UTF-8: {Convert.ToBase64String(body.Span)}");
        _envelope = JsonElement.Parse(body.Span);
        _outcome = _envelope.GetProperty("message");
    }

    public int Length { get; }

    public string Id => _outcome.GetProperty("id").GetString()!;

    /// <summary>What became of the message; null: the worker itself failed.</summary>
    public Expected? Outcome => !_outcome.TryGetProperty("reason", out var reason) ? Expected.Answered : reason.GetString() switch
    {
        "malformed" => Expected.Malformed,
        "unroutable" => Expected.Unroutable,
        "deadlineExceeded" => Expected.DeadlineExceeded,
        "rejected" => Expected.Rejected,
        "chainExhausted" => Expected.ChainExhausted,
        _ => null,
    };

    /// <summary>A dead letter's sentence.</summary>
    public string? Message => Text(_outcome, "message");

    /// <summary>The queue that holds the message as it came.</summary>
    public string? KeptIn => Text(_outcome, "keptIn");

    /// <summary>The body of the request that the dead letter holds, as it stands there.</summary>
    public byte[]? RequestBody => _outcome.TryGetProperty("request", out var request) ? JsonMarshal.GetRawUtf8Value(request.GetProperty("body")).ToArray() : null;

    /// <summary>The bytes that the dead letter holds.</summary>
    public byte[]? Raw => _outcome.TryGetProperty("raw", out var raw) ? raw.GetProperty("body").GetBytesFromBase64() : null;

    public int Attempts => _outcome.GetProperty("attempts").GetArrayLength();

    /// <summary>The number of the message that this follows from: what most of its signs say, since damage may turn one into another's.</summary>
    public int? Number()
    {
        int?[] signs =
        [
            _outcome.TryGetProperty("raw", out var raw) ? Draft.NumberOfId(Text(raw.GetProperty("headers"), Draft.Header)) : null,
            Draft.NumberOf(Text(_envelope, "initiatorId")),
            _outcome.TryGetProperty("metadata", out var metadata) ? Draft.NumberOfId(Text(metadata, Draft.Header)) : null,
            Draft.NumberOf(Id) ?? Draft.NumberOfId(Id),
        ];
        return signs.Where(sign => sign is not null).GroupBy(sign => sign).MaxBy(group => group.Count())?.Key;
    }

    public override string ToString() => $"{Outcome?.ToString() ?? "Faulted"}, id {JsonSerializer.Serialize(Id)}: {Message}";

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
