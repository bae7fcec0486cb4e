using System.Collections.Immutable;

namespace Dispatch.Worker.Messaging;

/// <summary>
/// Tells from what the broker says now and then whether this worker has silently ceased to consume. A queue without a consumer is nothing
/// yet: one that was cut off is back within half a minute.
/// </summary>
internal sealed class Attendance
{
    /// <summary>Looks in a row, a minute apart, that find the same queue without a consumer.</summary>
    public const int Looks = 3;

    private readonly Dictionary<string, int> _looks = new(StringComparer.Ordinal);

    /// <summary>The queues that have been without a consumer for so long.</summary>
    public ImmutableArray<string> Unattended { get; private set; } = [];

    /// <summary>Takes a look into account; true where a queue has been without a consumer for too long.</summary>
    /// <param name="unattended">The queues that have none now.</param>
    public bool IsLost(IReadOnlyCollection<string> unattended)
    {
        foreach (var attended in _looks.Keys.Except(unattended).ToList())
            _looks.Remove(attended);
        foreach (var queue in unattended)
            _looks[queue] = _looks.GetValueOrDefault(queue) + 1;

        Unattended = [.. _looks.Where(each => each.Value >= Looks).Select(each => each.Key).Order(StringComparer.Ordinal)];
        return Unattended.Length > 0;
    }

    /// <summary>The broker could not be asked, and whoever consumed may have been cut off.</summary>
    public void Forget() => _looks.Clear();
}
