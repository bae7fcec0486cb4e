using System.Net.Http.Json;
using Dispatch.Benchmarks.Measuring;
using Dispatch.Integration.Tests.Brokers;

namespace Dispatch.Benchmarks.Providers;

/// <summary>A provider in a process of its own. Disposing it kills it.</summary>
internal sealed class ProviderProcess : IAsyncDisposable
{
    /// <summary>The command of its role.</summary>
    public const string Role = "provider";

    private readonly RoleProcess _process;
    private readonly HttpClient _http = new();

    private ProviderProcess(RoleProcess process, ProviderSettings settings) => (_process, Settings) = (process, settings);

    public ProviderSettings Settings { get; }

    public static async Task<ProviderProcess> StartAsync(TimeSpan delay, int answerBytes, CancellationToken cancellationToken)
    {
        var settings = new ProviderSettings(FreePorts.Take(1)[0], (int)delay.TotalMilliseconds, answerBytes);
        var provider = new ProviderProcess(RoleProcess.Launch(Role, settings.ToArgument(), null), settings);
        try
        {
            await provider._process.WaitUntilReadyAsync(cancellationToken);
            return provider;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    /// <summary>The calls that it saw so far.</summary>
    public async Task<ProviderCalls> CallsAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<ProviderCalls>(new Uri(Settings.Answering, ProviderServer.CallsPath), cancellationToken))!;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}
