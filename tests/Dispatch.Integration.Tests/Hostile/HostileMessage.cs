using System.Globalization;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>A message of a run. The same number is always the same message.</summary>
internal sealed record HostileMessage(int Number, HostileCase Case, byte[] Body, BasicProperties Properties)
{
    public static HostileMessage Of(int number, HostileCase made, string group)
    {
        var draft = new Draft(number, group);
        made.Apply(draft);
        return new HostileMessage(number, made, draft.Body, draft.Properties);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        message {Number} ({Case.Family}: {Case.Kind}), expected {Case.Expected}; alone: {HostileInputTests.OnlyVariable}={Number}
          content type '{Properties.ContentType}', message id '{Properties.MessageId}', headers {Cut(Headers())}
          {Body.Length} bytes: {Cut(Encoding.UTF8.GetString(Body))}
        """);

    private string Headers() => string.Join(", ", (Properties.Headers ?? new Dictionary<string, object?>()).Select(header => $"{header.Key}={Value(header.Value)}"));

    private static string? Value(object? value) => value is string text ? text : value?.GetType().Name;

    private static string Cut(string text) => JsonSerializer.Serialize(text.Length > 400 ? text[..400] + "…" : text);
}
