using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>
/// A message before it is sent: a good request, until a case does something to it. Its number is in its id, its metadata, its message
/// id and a header, so that its outcome is known for its own whatever was done to the rest.
/// </summary>
internal sealed class Draft
{
    public const string Header = "fuzz";

    private const string Good = """{"id":"$ID","routingGroup":"$GROUP","body":{"model":"m-1","messages":[{"role":"user","content":"Hello"}]},"metadata":{"fuzz":"$ID"}}""";

    private readonly int _number;
    private readonly string _group;

    public Draft(int number, string group)
    {
        (_number, _group) = (number, group);
        Json = Good;
        Properties = new BasicProperties
        {
            ContentType = "application/json",
            MessageId = MessageId.ToString(),
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?> { [Header] = Id },
        };
    }

    public static string Suffix { get; } = "-0d15-4a7c-8861-7a6c21000000";

    public string Id => IdOf(_number);

    public Guid MessageId => Guid.Parse($"{_number:x8}{Suffix}");

    public BasicProperties Properties { get; }

    public IDictionary<string, object?> Headers => Properties.Headers!;

    public byte[] Body { get; set; } = [];

    /// <summary>The body as text, in which <c>$ID</c>, <c>$MID</c> and <c>$GROUP</c> stand for this message's.</summary>
    public string Json
    {
        set => Body = Encoding.UTF8.GetBytes(Fill(value));
    }

    public string Fill(string template) => template
        .Replace("$ID", Id, StringComparison.Ordinal)
        .Replace("$MID", MessageId.ToString(), StringComparison.Ordinal)
        .Replace("$GROUP", _group, StringComparison.Ordinal);

    public static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"f-{number:00000}");

    /// <summary>The number in a message id of ours.</summary>
    public static int? NumberOf(string? messageId) =>
        messageId?.Length == 36 && messageId.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
        && int.TryParse(messageId.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>The number in an id of ours, whatever follows it.</summary>
    public static int? NumberOfId(string? id) =>
        id?.Length >= 7 && id.StartsWith("f-", StringComparison.Ordinal)
        && int.TryParse(id.AsSpan(2, 5), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
