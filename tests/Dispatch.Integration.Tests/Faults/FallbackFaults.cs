using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;

namespace Dispatch.Integration.Tests.Faults;

/// <summary>
/// One worker for all the faults that a second member makes up for: a group for each, with a first provider that has the fault and a
/// second that answers.
/// </summary>
public sealed class FallbackFaults(BrokerFixture brokers) : IAsyncLifetime
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, (ICountedProvider? First, ICountedProvider Second)> _members = [];
    private Scenario? _scenario;
    private TestProvider? _target;

    public Scenario Scenario => _scenario!;

    /// <summary>Where redirects lead.</summary>
    public TestProvider Target => _target!;

    public static string GroupOf(string fault) => $"chat: {fault}";

    /// <summary>The calls of the first provider and of the second.</summary>
    public (int First, int Second) CallsOf(string fault)
    {
        var (first, second) = _members[fault];
        return (first?.CallCount ?? 0, second.CallCount);
    }

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        _target = await TestProvider.StartAsync(cancellation);
        _scenario = await Scenario.CreateAsync(brokers);
        var faults = FallbackFaultCatalogueTests.Faults().Select(row => row.Data.Item2).ToList();
        foreach (var fault in faults)
        {
            var (first, second) = ($"first: {fault}", $"second: {fault}");
            _members[fault] = (await AddFirstAsync(first, fault), await Scenario.AddProviderAsync(second));
            Scenario.AddGroup(GroupOf(fault), first, second);
        }

        await Scenario.StartWarmWorkerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_scenario is not null)
            await _scenario.DisposeAsync();
        if (_target is not null)
            await _target.DisposeAsync();
    }

    private async Task<ICountedProvider?> AddFirstAsync(string key, string fault)
    {
        const string Patience = "500ms";
        switch (fault)
        {
            case "connection refused":
                return Add(new RefusingProvider());
            case "no such host":
                Scenario.AddProvider(key, new { BaseUrl = "http://no-such-host.invalid/v1" });
                return null;
            case "bad TLS certificate":
                return Add(await TestProvider.StartAsync(TestContext.Current.CancellationToken, certificate: SelfSigned.Create()));
            case "accepts the connection, then silence":
                return Add(RawProvider.Silent(), Patience);
            case "a head that drips for ever":
                return Add(RawProvider.DrippingHead(Interval), Patience);
            case "closes the connection without a word":
                return Add(RawProvider.Closing());
            case "answers, but not in HTTP":
                return Add(RawProvider.Saying("220 mail.example.org ESMTP ready\r\n"));
            case "takes the request, then silence" or "a body that drips for ever":
                return await Scenario.AddProviderAsync(key, BehaviourOf(fault), Patience);
            default:
                return await Scenario.AddProviderAsync(key, BehaviourOf(fault));
        }

        T Add<T>(T provider, string timeout = "20s")
            where T : ICountedProvider, IAsyncDisposable
        {
            Scenario.AddProvider(key, provider, timeout);
            return provider;
        }
    }

    private ProviderBehaviour BehaviourOf(string fault) => fault switch
    {
        "503 for good" => Behaviours.Status(503, "overloaded"),
        "429 with Retry-After: 7" => Behaviours.RateLimited(TimeSpan.FromSeconds(7)),
        "takes the request, then silence" => Behaviours.Hang(),
        "a body that drips for ever" => Behaviours.Drip(Interval),
        "reset in the body" => Behaviours.ResetInBody(),
        "end in the body" => Behaviours.EndInBody(),
        "200 with cut JSON" => Behaviours.CutJson(),
        "200 with no choices" => Behaviours.Body("""{"id":"c-1","object":"chat.completion","choices":[],"usage":{"total_tokens":12}}"""),
        "200 with empty content" => Behaviours.Answer(content: ""),
        "200 with a web page" => Behaviours.Html(),
        "200 with an empty body" => Behaviours.Body(""),
        "200 with an error in it" => Behaviours.Body(Answers.Error("The server had an error.", "server_error")),
        "redirect (307)" => Behaviours.Redirect(new Uri($"{Target.BaseUrl}/chat/completions")),
        "401" => Behaviours.Status(401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key"),
        "402" => Behaviours.Status(402, "Insufficient credits."),
        "429 insufficient_quota" => Behaviours.Status(429, "You exceeded your current quota.", "insufficient_quota", "insufficient_quota"),
        "404 for the model" => Behaviours.Status(404, "The model does not exist.", "invalid_request_error", "model_not_found"),
        "400 content_filter" => Behaviours.Status(400, "The response was filtered.", null, "content_filter"),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };
}
