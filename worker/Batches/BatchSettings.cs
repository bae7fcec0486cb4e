namespace Dispatch.Worker.Batches;

/// <summary>What a batch was asked to do.</summary>
internal sealed record BatchSettings
{
    /// <summary>The value of <see cref="Input"/> that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>The file of requests, or <c>-</c>.</summary>
    public required string Input { get; init; }

    /// <summary>The files that are written.</summary>
    public required BatchFiles Files { get; init; }

    /// <summary>Go on where an earlier run of the same batch stopped.</summary>
    public bool Resume { get; init; }

    /// <summary>Remove the files of an earlier run.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Routes every line; null: a line's own group, else its body's model.</summary>
    public string? Group { get; init; }

    /// <summary>The broker, an <c>amqp</c> or <c>amqps</c> URL; null: in this process.</summary>
    public Uri? Broker { get; init; }

    /// <summary>The most requests sent and without an outcome at once; 1 or more.</summary>
    public required int InFlight { get; init; }

    /// <summary>How long a batch that is told to stop waits for what is in flight. In this process it would be lost; at a broker it is not.</summary>
    public TimeSpan Grace { get; init; }

    /// <summary>
    /// The longest line that is sent, in bytes. A message of more than 16 MiB makes RabbitMQ 4 close the connection; the envelope
    /// around the line needs room too.
    /// </summary>
    public int MaxLineLength => Broker is null ? 64 * 1024 * 1024 : 16 * 1024 * 1024 - 64 * 1024;

    /// <summary>Names the transport without its credentials.</summary>
    public string Transport => Broker is null
        ? "memory"
        : new UriBuilder(Broker) { UserName = "", Password = "" }.Uri.AbsoluteUri;
}
