using System.Text.Json;

namespace Dispatch.Benchmarks.Consumers;

/// <summary>What a yardstick is told; the last argument of its process, as JSON.</summary>
/// <param name="Broker">The amqp URL, with the virtual host and credentials.</param>
/// <param name="Provider">Where chat completions are asked for.</param>
/// <param name="Prefetch">Requests in work at once.</param>
internal sealed record ConsumerSettings(Uri Broker, Uri Provider, ushort Prefetch)
{
    /// <summary>What a role prints when it is ready to work.</summary>
    public const string Ready = "ready";

    public string ToArgument() => JsonSerializer.Serialize(this);

    public static ConsumerSettings Parse(string argument) =>
        JsonSerializer.Deserialize<ConsumerSettings>(argument) ?? throw new ArgumentException("The settings are null.", nameof(argument));
}
