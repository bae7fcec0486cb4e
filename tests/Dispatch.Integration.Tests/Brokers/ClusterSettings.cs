using System.Security.Cryptography;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>What the nodes of one cluster have in common. A node that stands alone is a cluster of one.</summary>
internal sealed class ClusterSettings
{
    public const string User = "dispatch";

    private readonly List<string> _nodes = [];

    public string Password { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>What lets Erlang nodes talk to each other.</summary>
    public string Cookie { get; } = RandomNumberGenerator.GetHexString(20);

    /// <summary>The port of the epmd by which the nodes find each other.</summary>
    public int EpmdPort { get; } = FreePorts.Take(1)[0];

    /// <summary>The names of the nodes, in the order in which they are started.</summary>
    public IReadOnlyList<string> Nodes => _nodes;

    public void Add(string node) => _nodes.Add(node);
}
