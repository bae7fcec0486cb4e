using System.ComponentModel.DataAnnotations;

namespace Dispatch.Worker.Configuration;

/// <summary>What is to be known of the broker beyond the URL in <c>transport</c>. All of it is taken at the start, but credentials are read at each connect.</summary>
internal sealed record BrokerOptions
{
    /// <summary>Further nodes of the cluster, as <c>host</c> or <c>host:port</c>; without a port they have that of <c>transport</c>. Default: none.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The user, in place of the one in <c>transport</c>: the name itself, <c>env:NAME</c> or <c>file:PATH</c>.</summary>
    public string? Username { get; init; }

    /// <summary>The password, in place of the one in <c>transport</c>: <c>env:NAME</c> or <c>file:PATH</c>.</summary>
    public string? Password { get; init; }

    /// <summary>For <c>amqps</c>: whom to trust, and how to show who this is.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>
    /// The broker's <c>consumer_timeout</c>: what a worker has not acknowledged by then is taken from it. Attempts must be
    /// 5 minutes shorter. Default 30m, as RabbitMQ's; 10m to 24h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:10:00", "1.00:00:00")]
    public TimeSpan AcknowledgementTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The broker's <c>max_message_size</c>, in bytes: larger ones are never sent to it. Default 16777216, as RabbitMQ's since 4.0;
    /// 65536 to 536870912.
    /// </summary>
    [Range(65_536, 536_870_912)]
    public int MaxMessageBytes { get; init; } = 16_777_216;

    /// <summary>
    /// The URL of RabbitMQ's management API, such as <c>http://rabbitmq:15672</c>, to count the messages that workers have and have not
    /// acknowledged, which AMQP does not tell. It is asked with the user of the connection, who needs the tag <c>management</c>. Default
    /// none: they are not counted.
    /// </summary>
    public string? Management { get; init; }

    /// <summary>Bounds of <c>dispatch.results</c>.</summary>
    public KeptOptions Results { get; init; } = new();

    /// <summary>Bounds of <c>dispatch.dead-letters</c>.</summary>
    public KeptOptions DeadLetters { get; init; } = new();
}
