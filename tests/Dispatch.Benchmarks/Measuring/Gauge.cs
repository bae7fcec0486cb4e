using System.Diagnostics;

namespace Dispatch.Benchmarks.Measuring;

/// <summary>What a process has taken of the machine.</summary>
/// <param name="At">When this was read, a timestamp.</param>
/// <param name="Cpu">User and system time since its start.</param>
/// <param name="Resident">Memory in RAM, in bytes.</param>
internal readonly record struct Reading(long At, TimeSpan Cpu, long Resident);

/// <summary>Reads that of one process, as the system counts it.</summary>
internal sealed class Gauge(int processId) : IDisposable
{
    private readonly Process _process = Process.GetProcessById(processId);

    public Reading Read()
    {
        _process.Refresh();
        return new Reading(TimeProvider.System.GetTimestamp(), _process.TotalProcessorTime, _process.WorkingSet64);
    }

    public void Dispose() => _process.Dispose();
}
