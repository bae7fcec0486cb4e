using System.Collections.Immutable;
using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Worker.Messaging;

/// <summary>Reads a completion request that is written as usual. What is written in another way, or is none, is left to MassTransit.</summary>
internal static class UsualRequest
{
    private static readonly KnownNames Names = KnownNames.Of<Name>();

    private enum Name
    {
        Id,
        RoutingGroup,
        Endpoint,
        Body,
        Deadline,
        Metadata,
    }

    /// <summary>null: it is not as usual, which an exception of the parser's may say as well.</summary>
    public static CompletionRequest? Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;

        var (id, group, endpoint) = ((string?)null, (string?)null, CompletionRequest.ChatCompletions);
        var (body, deadline) = (default(JsonElement), (DateTimeOffset?)null);
        IReadOnlyDictionary<string, string> metadata = ImmutableDictionary<string, string>.Empty;
        foreach (var member in element.EnumerateObject())
        {
            var value = member.Value;
            switch ((Name)Names.IndexOf(member), value.ValueKind)
            {
                case (Name.Id, JsonValueKind.String):
                    id = value.GetString();
                    break;
                case (Name.RoutingGroup, JsonValueKind.String or JsonValueKind.Null):
                    group = value.GetString();
                    break;
                case (Name.Endpoint, JsonValueKind.String):
                    endpoint = value.GetString()!;
                    break;
                case (Name.Body, JsonValueKind.Object):
                    body = value;
                    break;
                case (Name.Deadline, JsonValueKind.Null):
                    deadline = null;
                    break;
                case (Name.Deadline, JsonValueKind.String) when value.TryGetDateTimeOffset(out var instant):
                    deadline = instant;
                    break;
                case (Name.Metadata, JsonValueKind.Object) when MetadataOf(value) is { } read:
                    metadata = read;
                    break;
                case ((Name)KnownNames.Other, _):
                    break;
                default:
                    return null;
            }
        }

        return id is null || body.ValueKind == JsonValueKind.Undefined
            ? null
            : new CompletionRequest { Id = id, RoutingGroup = group, Endpoint = endpoint, Body = body, Deadline = deadline, Metadata = metadata };
    }

    // MassTransit makes no difference between names that differ in case alone, and refuses one without a letter.
    private static Dictionary<string, string>? MetadataOf(JsonElement element)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(member.Name) || !metadata.TryAdd(member.Name, member.Value.GetString()!))
                return null;
        }

        return metadata;
    }
}
