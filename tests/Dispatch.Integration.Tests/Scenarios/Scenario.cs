using System.Collections.Concurrent;
using System.Text.Json;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Scenarios;

/// <summary>
/// What a test of the whole has: a virtual host of a real broker, real HTTP providers, worker processes, and a client that publishes
/// and subscribes.
/// </summary>
public sealed class Scenario : IAsyncDisposable
{
    private readonly Dictionary<string, object> _providers = [];
    private readonly Dictionary<string, object> _groups = [];
    // Several workers may be started at once.
    private readonly ConcurrentStack<IAsyncDisposable> _owned = new();
    private readonly CancellationToken _cancellation;

    private Scenario(VirtualHost host, CancellationToken cancellation)
    {
        (VirtualHost, Transport, _cancellation) = (host, host.Uri, cancellation);
        _owned.Push(host);
    }

    public VirtualHost VirtualHost { get; }

    public OutcomeClient Client { get; private set; } = null!;

    /// <summary>The file's <c>transport</c>.</summary>
    public Uri Transport { get; set; }

    /// <summary>The file's <c>broker</c>.</summary>
    public object Broker { get; set; } = new { };

    /// <summary>The file's <c>limits</c>.</summary>
    public object Limits { get; set; } = new { Backoff = new { Initial = "1s", Max = "1s" } };

    /// <summary>The file's <c>monitor</c>; takes effect in a worker with that role.</summary>
    public object Monitor { get; set; } = new { };

    public static async Task<Scenario> CreateAsync(BrokerFixture brokers)
    {
        var cancellation = TestContext.Current.CancellationToken;
        return await CreateAsync(await brokers.CreateVirtualHostAsync(cancellation));
    }

    public static async Task<Scenario> CreateAsync(VirtualHost host)
    {
        var scenario = new Scenario(host, TestContext.Current.CancellationToken);
        scenario.Client = await OutcomeClient.StartAsync(host.Uri, scenario._cancellation);
        scenario._owned.Push(scenario.Client);
        return scenario;
    }

    /// <summary>Adds a real HTTP provider of this key; <paramref name="more"/> is what else stands in the file.</summary>
    public async Task<TestProvider> AddProviderAsync(
        string key, ProviderBehaviour? behaviour = null, string timeout = "20s", object? more = null)
    {
        var provider = await TestProvider.StartAsync(_cancellation, behaviour);
        AddProvider(key, provider, timeout, more);
        return provider;
    }

    /// <summary>Adds a provider that runs already, and that the scenario disposes.</summary>
    public void AddProvider<T>(string key, T provider, string timeout = "20s", object? more = null)
        where T : ICountedProvider, IAsyncDisposable
    {
        _owned.Push(provider);
        var settings = JsonSerializer.SerializeToNode(more ?? new { }, JsonSerializerOptions.Web)!.AsObject();
        settings["kind"] = "openai";
        settings["baseUrl"] = provider.BaseUrl.ToString();
        settings["timeout"] = timeout;
        _providers[key] = settings;
    }

    /// <summary>Adds a provider of this key as it stands in the file.</summary>
    public void AddProvider(string key, object settings) => _providers[key] = settings;

    /// <summary>Adds a group whose members are asked in this order.</summary>
    public void AddGroup(string name, params string[] providers) => AddGroup(name, [.. providers.Select(key => (object)new { Key = key })]);

    /// <summary>Adds a group with members as they stand in the file.</summary>
    public void AddGroup(string name, params object[] members) => _groups[name] = members;

    /// <summary>Adds a group with options of its own, as it stands in the file.</summary>
    public void AddGroupWithOptions(string name, object group) => _groups[name] = group;

    public bool HasGroup(string name) => _groups.ContainsKey(name);

    /// <summary>Starts a worker on all that was added; it is ready when this returns.</summary>
    public async Task<WorkerProcess> StartWorkerAsync(IReadOnlyDictionary<string, string?>? environment = null)
    {
        var worker = await WorkerProcess.StartAsync(Configuration(), _cancellation, environment);
        _owned.Push(worker);
        return worker;
    }

    /// <summary>Likewise, without a wait for it to be ready.</summary>
    public async Task<WorkerProcess> LaunchWorkerAsync(IReadOnlyDictionary<string, string?>? environment = null)
    {
        var worker = await WorkerProcess.LaunchAsync(Configuration(), _cancellation, environment);
        _owned.Push(worker);
        return worker;
    }

    /// <summary>Starts a worker that is ready, and has it answer a request, so that what is timed later is no start.</summary>
    public async Task<WorkerProcess> StartWarmWorkerAsync()
    {
        const string Name = "warm-up";
        await AddProviderAsync(Name);
        var worker = await StartWorkerAsync();
        await Client.PublishAsync(OutcomeClient.Request(Name, Name), _cancellation);
        await Client.ResultAsync(Name, _cancellation);
        return worker;
    }

    /// <summary>The configuration file's content at this moment.</summary>
    public object Configuration() => new
    {
        Transport = Transport.OriginalString,
        Broker,
        Monitor,
        Providers = _providers,
        RoutingGroups = _groups,
        Limits,
    };

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
            await owned.DisposeAsync();
    }
}
