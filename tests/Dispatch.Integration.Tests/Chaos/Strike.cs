namespace Dispatch.Integration.Tests.Chaos;

/// <summary>Something that goes wrong in a chaos run.</summary>
internal enum Strike
{
    /// <summary>One worker is killed, and started again.</summary>
    Worker,

    /// <summary>The broker, or one node of a cluster, is killed, and started again.</summary>
    Broker,

    /// <summary>Likewise, and a worker is killed and started while it is away.</summary>
    BrokerAndWorker,

    /// <summary>Likewise without the worker, while the delay lanes are full of requests that wait for limited providers.</summary>
    BrokerWithFullLanes,

    /// <summary>All connections are cut: the workers', the publisher's and the collector's.</summary>
    Connections,
}
