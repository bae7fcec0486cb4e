using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using Dispatch.Integration.Tests.Workers;

namespace Dispatch.Integration.Tests.Faults;

/// <summary>One fault: a scenario of its own, timed, and a row of the table when it has been gone through.</summary>
internal sealed class Fault : IAsyncDisposable
{
    private readonly FaultTable _table;
    private readonly int _number;
    private readonly string _name;
    private readonly List<(string Key, ICountedProvider Provider)> _providers = [];
    private long _start;

    private Fault(FaultTable table, int number, string name, Scenario scenario) =>
        (_table, _number, _name, Scenario) = (table, number, name, scenario);

    public Scenario Scenario { get; }

    public OutcomeClient Client => Scenario.Client;

    /// <summary>The time since the first request was published.</summary>
    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_start);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="brokers">Where the broker comes from.</param>
    /// <param name="table">Where the row goes to.</param>
    /// <param name="number">Where the row stands.</param>
    /// <param name="name">What the provider does.</param>
    public static async Task<Fault> CreateAsync(BrokerFixture brokers, FaultTable table, int number, string name) =>
        new(table, number, name, await Scenario.CreateAsync(brokers));

    /// <summary>Adds an HTTP provider; <paramref name="more"/> is what else stands in the file.</summary>
    public async Task<TestProvider> AddAsync(string key, ProviderBehaviour? behaviour = null, string timeout = "20s", object? more = null)
    {
        var provider = await Scenario.AddProviderAsync(key, behaviour, timeout, more);
        _providers.Add((key, provider));
        return provider;
    }

    /// <summary>Publishes requests of the group <c>chat</c>.</summary>
    public async Task PublishAsync(params IEnumerable<string> ids)
    {
        if (_start == 0)
            _start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(ids.Select(id => Client.PublishAsync(OutcomeClient.Request(id), Cancellation)));
    }

    /// <summary>Starts a worker on a group <c>chat</c> of all providers in their order, sends one request and records the row.</summary>
    public async Task<CompletionResult> AnswerAsync() => Assert.IsType<CompletionResult>(await RunAsync());

    /// <summary>Likewise.</summary>
    public async Task<CompletionDeadLettered> DeadLetterAsync() => Assert.IsType<CompletionDeadLettered>(await RunAsync());

    public Task<CompletionResult> ResultAsync(string id) => Client.ResultAsync(id, Cancellation);

    /// <summary>Returns the results of all these requests.</summary>
    public async Task<IReadOnlyList<CompletionResult>> ResultsAsync(IEnumerable<string> ids)
    {
        var results = new List<CompletionResult>();
        foreach (var id in ids)
            results.Add(await ResultAsync(id));
        return results;
    }

    /// <summary>Puts the row down, with the time until now, and the calls until now unless others are given.</summary>
    public void Record(string outcome, string history, string? calls = null) =>
        _table.Add(new FaultRow(_number, _name, outcome, calls ?? Calls(), Elapsed, history));

    /// <summary>How often each provider was called until now.</summary>
    public string Calls() =>
        string.Join(", ", _providers.Select(each => $"{each.Key} {each.Provider.CallCount}"));

    /// <summary>Starts a worker, with a group <c>chat</c> of all providers in their order unless there is one.</summary>
    public Task<WorkerProcess> StartAsync()
    {
        if (!Scenario.HasGroup("chat"))
            Scenario.AddGroup("chat", [.. _providers.Select(provider => provider.Key)]);
        return Scenario.StartWarmWorkerAsync();
    }

    public ValueTask DisposeAsync() => Scenario.DisposeAsync();

    private async Task<object> RunAsync()
    {
        await StartAsync();
        await PublishAsync("r-1");
        var outcome = await Client.OutcomeAsync("r-1", Cancellation);
        var attempts = outcome is CompletionResult result ? result.Attempts : ((CompletionDeadLettered)outcome).Attempts;
        Record(FaultText.Of(outcome), FaultText.Of(attempts));
        return outcome;
    }
}
