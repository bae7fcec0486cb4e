using Dispatch.Worker.Providers;
using Dispatch.Worker.Tests.Providers;

namespace Dispatch.Worker.Tests.Configuration;

/// <summary>Makes providers whose adapters only remember that they were made, and whether they were disposed.</summary>
internal sealed class RecordingFactory : IProviderFactory
{
    public List<(string Key, ProviderOptions Options)> Created { get; } = [];

    public Dictionary<Provider, Adapter> Adapters { get; } = [];

    public string? Refused { get; set; }

    public Provider Create(string key, ProviderOptions options)
    {
        if (key == Refused)
            throw new InvalidOperationException("refused");
        Created.Add((key, options));
        var adapter = new Adapter();
        var provider = Making.Provider(adapter, options, key: key);
        Adapters[provider] = adapter;
        return provider;
    }

    internal sealed class Adapter : IProviderAdapter, IAsyncDisposable
    {
        public int Disposals { get; private set; }

        public Task<ProviderReply> CallAsync(ProviderCall call, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            Disposals++;
            return ValueTask.CompletedTask;
        }
    }
}
