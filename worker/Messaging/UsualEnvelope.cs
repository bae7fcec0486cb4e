using System.Runtime.InteropServices;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Reads MassTransit's envelope where it is written as usual, but for its message, which stays as it was parsed. What is written in
/// another way, or is none, is left to MassTransit.
/// </summary>
internal static class UsualEnvelope
{
    private static readonly KnownNames Names = KnownNames.Of<Name>();

    private static readonly JsonSerializerOptions Options = SystemTextJsonMessageSerializer.Options;

    // Most messages come from where the one before came from.
    private static volatile KnownHost? _lastHost;

    private enum Name
    {
        // Texts, up to the fault address.
        MessageId,
        RequestId,
        CorrelationId,
        ConversationId,
        InitiatorId,
        SourceAddress,
        DestinationAddress,
        ResponseAddress,
        FaultAddress,
        MessageType,
        Message,
        ExpirationTime,
        SentTime,
        Headers,
        Host,
    }

    /// <summary>null: it is not as usual, which an exception of the parser's may say as well.</summary>
    public static JsonMessageEnvelope? Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;

        var envelope = new JsonMessageEnvelope();
        foreach (var member in element.EnumerateObject())
        {
            var name = (Name)Names.IndexOf(member);
            if (name != (Name)KnownNames.Other && !(name <= Name.FaultAddress ? TakeText(name, member.Value, envelope) : TakeOther(name, member.Value, envelope)))
                return null;
        }

        return envelope.Message is null ? null : envelope;
    }

    private static bool TakeText(Name name, JsonElement value, JsonMessageEnvelope envelope)
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            return false;

        var text = value.GetString();
        _ = name switch
        {
            Name.MessageId => envelope.MessageId = text,
            Name.RequestId => envelope.RequestId = text,
            Name.CorrelationId => envelope.CorrelationId = text,
            Name.ConversationId => envelope.ConversationId = text,
            Name.InitiatorId => envelope.InitiatorId = text,
            Name.SourceAddress => envelope.SourceAddress = text,
            Name.DestinationAddress => envelope.DestinationAddress = text,
            Name.ResponseAddress => envelope.ResponseAddress = text,
            Name.FaultAddress => envelope.FaultAddress = text,
            _ => null,
        };
        return name >= 0;
    }

    private static bool TakeOther(Name name, JsonElement value, JsonMessageEnvelope envelope)
    {
        switch (name, value.ValueKind)
        {
            case (Name.MessageType, JsonValueKind.Array) when value.EnumerateArray().All(type => type.ValueKind == JsonValueKind.String):
                envelope.MessageType = [.. value.EnumerateArray().Select(type => type.GetString()!)];
                return true;
            case (Name.Message, JsonValueKind.Object):
                envelope.Message = value;
                return true;
            case (Name.ExpirationTime, JsonValueKind.Null):
                envelope.ExpirationTime = null;
                return true;
            case (Name.ExpirationTime, JsonValueKind.String) when value.TryGetDateTime(out var expires):
                envelope.ExpirationTime = expires;
                return true;
            case (Name.SentTime, JsonValueKind.Null):
                envelope.SentTime = null;
                return true;
            case (Name.SentTime, JsonValueKind.String) when value.TryGetDateTime(out var sent):
                envelope.SentTime = sent;
                return true;
            case (Name.Headers, JsonValueKind.Object):
                envelope.Headers = value.EnumerateObject().MoveNext() ? value.Deserialize<Dictionary<string, object?>>(Options)! : new(StringComparer.OrdinalIgnoreCase);
                return true;
            case (Name.Host, JsonValueKind.Null):
                envelope.Host = null;
                return true;
            case (Name.Host, JsonValueKind.Object):
                envelope.Host = HostOf(value);
                return true;
            default:
                return false;
        }
    }

    private static HostInfo? HostOf(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (_lastHost is { } last && raw.SequenceEqual(last.Raw))
            return last.Host;

        var host = value.Deserialize<HostInfo>(Options);
        _lastHost = new KnownHost(raw.ToArray(), host);
        return host;
    }

    private sealed record KnownHost(byte[] Raw, HostInfo? Host);
}
