using System.Text.Json;
using Dispatch.Integration.Tests.Providers;
using Microsoft.AspNetCore.Http;

namespace Dispatch.Integration.Tests.Chaos;

/// <summary>Three real HTTP providers that fail at random: which of its calls meets which fault is drawn from the seed.</summary>
internal sealed class ChaosProviders : IAsyncDisposable
{
    /// <summary>Names the worker that calls.</summary>
    private const string WorkerHeader = "X-Worker";

    private static readonly string[] Keys = ["alpha", "beta", "gamma"];

    private readonly CallLedger _calls;
    private readonly Dictionary<string, TestProvider> _providers = [];
    private volatile bool _limited;

    private ChaosProviders(CallLedger calls) => _calls = calls;

    /// <summary>While it is true, every call is answered 429 with <c>Retry-After: 5</c>, so that all work goes into the delay lanes.</summary>
    public bool Limited
    {
        get => _limited;
        set => _limited = value;
    }

    public static async Task<ChaosProviders> StartAsync(CallLedger calls, int seed, CancellationToken cancellationToken)
    {
        var providers = new ChaosProviders(calls);
        for (var i = 0; i < Keys.Length; i++)
        {
            var faults = new RandomFaults(seed + i);
            providers._providers[Keys[i]] =
                await TestProvider.StartAsync(cancellationToken, (context, call) => providers.RespondAsync(context, call, faults));
        }

        return providers;
    }

    /// <summary>The file's <c>providers</c>, for this worker.</summary>
    public object Configuration(string worker) => _providers.ToDictionary(provider => provider.Key, provider => new
    {
        BaseUrl = provider.Value.BaseUrl.ToString(),
        Timeout = "2s",
        Headers = new Dictionary<string, string> { [WorkerHeader] = worker },
        Breaker = new { Failures = 5, Initial = "1s", Max = "3s" },
    });

    /// <summary>The file's <c>routingGroups</c>: two members that share the work, and one for what they can't do.</summary>
    public static object Groups { get; } = new Dictionary<string, object>
    {
        [ChaosRequests.Group] = new[]
        {
            new { Key = Keys[0], Priority = 0, Weight = 2 },
            new { Key = Keys[1], Priority = 0, Weight = 1 },
            new { Key = Keys[2], Priority = -1, Weight = 1 },
        },
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers.Values)
            await provider.DisposeAsync();
    }

    private async Task RespondAsync(HttpContext context, RecordedCall call, RandomFaults faults)
    {
        using var flight = _calls.Begin(call.Headers[WorkerHeader].ToString());
        var behaviour =
            Limited ? Behaviours.RateLimited(TimeSpan.FromSeconds(5))
            : ChaosRequests.IsRefused(IdOf(call)) ? Behaviours.Status(400, "messages: field required", "invalid_request_error")
            : faults.Next();
        await behaviour(context, call);
    }

    private static string IdOf(RecordedCall call)
    {
        using var body = JsonDocument.Parse(call.Body);
        return body.RootElement.GetProperty("user").GetString()!;
    }
}
