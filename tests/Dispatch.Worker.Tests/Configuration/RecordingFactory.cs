using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Configuration;

/// <summary>Makes adapters that only remember that they were made, and whether they were disposed.</summary>
internal sealed class RecordingFactory : IProviderAdapterFactory
{
    public List<(string Key, ProviderOptions Options)> Created { get; } = [];

    public string? Refused { get; set; }

    public IProviderAdapter Create(string key, ProviderOptions options)
    {
        if (key == Refused)
            throw new InvalidOperationException("refused");
        Created.Add((key, options));
        return new Adapter();
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
