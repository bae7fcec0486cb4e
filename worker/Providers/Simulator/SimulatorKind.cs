namespace Dispatch.Worker.Providers.Simulator;

/// <summary>Providers that exist in this process only, for trying Dispatch out.</summary>
internal sealed class SimulatorKind(TimeProvider time) : IProviderKind
{
    // Once for all: outages are counted from the start, not from the reload that made the adapter.
    private readonly long _start = time.GetTimestamp();

    public string Name => ProviderKinds.Simulator;

    public IProviderAdapter Create(string key, ProviderOptions options) =>
        new SimulatorAdapter(key, options.Simulator ?? new SimulatorOptions(), time, _start);
}
