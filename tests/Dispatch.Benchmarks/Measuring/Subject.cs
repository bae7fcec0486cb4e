namespace Dispatch.Benchmarks.Measuring;

/// <summary>What is measured.</summary>
internal enum Subject
{
    /// <summary>A hand-written loop on RabbitMQ.Client.</summary>
    A,

    /// <summary>A plain consumer of MassTransit's.</summary>
    B,

    /// <summary>The published worker.</summary>
    Dispatch,
}
