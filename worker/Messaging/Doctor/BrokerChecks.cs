namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>The names of the checks of a broker.</summary>
internal static class BrokerChecks
{
    public const string Node = "broker.node";
    public const string Version = "broker.version";
    public const string Features = "broker.features";
    public const string Topology = "broker.topology";
    public const string Queues = "broker.queues";
    public const string Permissions = "broker.permissions";
    public const string Probe = "broker.probe";
    public const string DeadLettering = "broker.deadLettering";
    public const string Alarm = "broker.alarm";
    public const string Acknowledgement = "broker.acknowledgementTimeout";
    public const string Management = "broker.management";
    public const string Cluster = "broker.cluster";
    public const string Policy = "broker.policy";
    public const string Clock = "broker.clock";
}
