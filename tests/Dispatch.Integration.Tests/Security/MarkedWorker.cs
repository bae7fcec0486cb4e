using System.Text.Json;
using System.Text.Json.Nodes;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;

namespace Dispatch.Integration.Tests.Security;

/// <summary>A configuration with a marked credential everywhere that one may stand, and a group for each of its hostile providers.</summary>
internal sealed class MarkedWorker : IAsyncDisposable
{
    private readonly Scenario _scenario;
    private readonly Stack<IAsyncDisposable> _owned = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dispatch-secrets-");
    private readonly List<string> _echoing = [];
    private readonly List<string> _others = [];

    private MarkedWorker(Scenario scenario)
    {
        _scenario = scenario;
        _owned.Push(scenario);
        SecretFile = Path.Combine(_folder.FullName, "key");
        File.WriteAllText(SecretFile, OfFile.Value + "\n");
    }

    public MarkedSecret OfEnvironment { get; } = new("apiKey by env:");

    public MarkedSecret OfFile { get; } = new("apiKey by file:");

    public MarkedSecret OfHeader { get; } = new("a header");

    public MarkedSecret OfAnthropic { get; } = new("x-api-key");

    public MarkedSecret OfBroker { get; } = new("the broker's password");

    public MarkedSecret OfTransport { get; } = new("the password in the transport's URL, which another stands in for");

    public MarkedSecret OfApi { get; } = new("the API's key");

    public IEnumerable<MarkedSecret> Secrets => [OfEnvironment, OfFile, OfHeader, OfAnthropic, OfBroker, OfTransport, OfApi];

    public string SecretFile { get; }

    public VirtualHost VirtualHost => _scenario.VirtualHost;

    public OutcomeClient Client => _scenario.Client;

    /// <summary>The groups whose provider says the credential back.</summary>
    public IReadOnlyList<string> Echoing => _echoing;

    /// <summary>The groups whose provider fails in another way.</summary>
    public IReadOnlyList<string> Others => _others;

    /// <summary>Where redirects lead.</summary>
    public TestProvider Elsewhere { get; private set; } = null!;

    /// <summary>Says the credential back, and its request then waits for minutes.</summary>
    public TestProvider Waiting { get; private set; } = null!;

    public Uri Broker { get; private set; } = null!;

    public static string Name(string secret) => $"DISPATCH_TEST_{secret}";

    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        [Name("KEY")] = OfEnvironment.Value,
        [Name("HEADER")] = $"Token {OfHeader.Value}",
        [Name("ANTHROPIC")] = OfAnthropic.Value,
        [Name("API")] = OfApi.Value,
        [Name("BROKER")] = OfBroker.Value,
    };

    public static async Task<MarkedWorker> CreateAsync(BrokerFixture brokers)
    {
        var marked = new MarkedWorker(await Scenario.CreateAsync(brokers));
        try
        {
            marked.Broker = await marked.VirtualHost.AddUserAsync(marked.OfBroker.Value, TestContext.Current.CancellationToken);
            await marked.AddProvidersAsync(TestContext.Current.CancellationToken);
            return marked;
        }
        catch
        {
            await marked.DisposeAsync();
            throw;
        }
    }

    /// <summary>The configuration file.</summary>
    public JsonNode Configuration()
    {
        var file = JsonSerializer.SerializeToNode(_scenario.Configuration(), JsonSerializerOptions.Web)!;
        // Not its ToString, which writes some of the escapes out.
        file["transport"] = new UriBuilder(Broker) { Password = Uri.EscapeDataString(OfTransport.Value) }.Uri.AbsoluteUri;
        file["broker"] = new JsonObject { ["password"] = $"env:{Name("BROKER")}" };
        file["apiKey"] = $"env:{Name("API")}";
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
            await owned.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task AddProvidersAsync(CancellationToken cancellationToken)
    {
        object byEnvironment = new { ApiKey = $"env:{Name("KEY")}" };
        foreach (var (name, answer) in EchoingProviders.All)
        {
            await _scenario.AddProviderAsync(name, EchoingProviders.Behaviour(answer), more: byEnvironment);
            AddGroup(name, isEchoing: name is not ("no-json" or "empty"));
        }

        Elsewhere = await _scenario.AddProviderAsync("elsewhere");
        await _scenario.AddProviderAsync("redirect", EchoingProviders.Redirect(Elsewhere.BaseUrl), more: byEnvironment);
        AddGroup("redirect", isEchoing: true);
        await _scenario.AddProviderAsync("file", EchoingProviders.Behaviour(EchoingProviders.All["plain"]), more: new { ApiKey = $"file:{SecretFile}" });
        AddGroup("file", isEchoing: true);
        await _scenario.AddProviderAsync(
            "header", EchoingProviders.Behaviour(EchoingProviders.All["plain"]), more: new { Headers = new Dictionary<string, string> { ["api-key"] = $"env:{Name("HEADER")}" } });
        AddGroup("header", isEchoing: true);

        var claude = await TestProvider.StartAsync(cancellationToken, EchoingProviders.Behaviour(EchoingProviders.All["plain"]));
        _owned.Push(claude);
        _scenario.AddProvider("anthropic", new { Kind = "anthropic", BaseUrl = claude.BaseUrl.ToString(), ApiKey = $"env:{Name("ANTHROPIC")}" });
        AddGroup("anthropic", isEchoing: true);

        _scenario.AddProvider("status-line", RawProvider.Saying($"Bearer {OfEnvironment.Value}\r\n\r\n"), more: byEnvironment);
        AddGroup("status-line", isEchoing: true);
        _scenario.AddProvider("header-line", RawProvider.Saying($"HTTP/1.1 200 OK\r\nBearer {OfEnvironment.Value}\r\n\r\n"), more: byEnvironment);
        AddGroup("header-line", isEchoing: true);
        _scenario.AddProvider("refusing", new RefusingProvider(), more: byEnvironment);
        AddGroup("refusing", isEchoing: false);
        _scenario.AddProvider("untrusted", await TestProvider.StartAsync(cancellationToken, certificate: SelfSigned.Create()), more: byEnvironment);
        AddGroup("untrusted", isEchoing: false);
        await _scenario.AddProviderAsync("silent", Behaviours.Hang(), timeout: "500ms", more: byEnvironment);
        AddGroup("silent", isEchoing: false);

        Waiting = await _scenario.AddProviderAsync("waiting", EchoingProviders.Behaviour(EchoingProviders.All["percent"]), more: byEnvironment);
        _scenario.AddGroupWithOptions("waiting", new { Members = new[] { new { Key = "waiting" } }, Backoff = new { Initial = "5m", Max = "5m" } });
        await _scenario.AddProviderAsync("answering", more: byEnvironment);
        _scenario.AddGroup("answering", "answering");
    }

    private void AddGroup(string name, bool isEchoing)
    {
        _scenario.AddGroupWithOptions(name, new { Members = new[] { new { Key = name } }, Rounds = 1 });
        (isEchoing ? _echoing : _others).Add(name);
    }
}
