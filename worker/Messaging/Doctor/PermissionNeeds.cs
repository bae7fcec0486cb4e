using System.Collections.Immutable;
using Dispatch.Contracts;

namespace Dispatch.Worker.Messaging.Doctor;

/// <summary>
/// The permissions of a worker, by name: a broker grants them on names, whether a queue or an exchange has them. Declaring needs
/// configure; publishing, and binding what receives, needs write; consuming, and binding what hands on, needs read.
/// </summary>
internal static class PermissionNeeds
{
    public const string Configure = "configure";
    public const string Write = "write";
    public const string Read = "read";

    /// <summary>All of them, grouped by permission.</summary>
    public static ImmutableArray<(string Permission, string Name)> OfWorker(BrokerSettings settings)
    {
        var names = QueueSpecifications.All(settings).Select(queue => queue.Name)
            .Concat(BrokerTopology.Exchanges.Select(exchange => exchange.Name))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return
        [
            .. names.Select(name => (Configure, name)),
            // New requests are published by others.
            .. names.Where(name => name != BrokerTopology.ExchangeOf<CompletionRequest>()).Select(name => (Write, name)),
            // Kept results are consumed by others.
            .. names.Where(name => name != BrokerNames.Results).Select(name => (Read, name)),
        ];
    }
}
