using System.Text.Json;
using CsCheck;
using Dispatch.Contracts;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Tests.Configuration;

/// <summary>Whatever valid options there are: written to a file and read again they are the same, and nothing is found in them.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char[" !:.\"[]{}äÄaAbB/\\0"], 1, 4].Where(name => !string.IsNullOrWhiteSpace(name));

    private static readonly Gen<SimulatorOptions> Simulator =
        from latency in Ticks(0, TimeSpan.FromDays(1))
        from spread in Gen.Double[0, 1]
        from rate in Gen.Double[0, 1]
        from perSecond in Gen.Int[1, 1000].Nullable()
        from outages in (from start in Ticks(0, TimeSpan.FromDays(1))
                         from length in Ticks(1, TimeSpan.FromDays(1))
                         select new OutageOptions { From = start, To = start + length }).List[0, 3]
        from seed in Gen.Int
        select new SimulatorOptions
        {
            Latency = latency,
            LatencySpread = spread,
            FailureRate = rate,
            RequestsPerSecond = perSecond,
            Outages = outages,
            Seed = seed,
        };

    private static readonly Gen<ProviderOptions> Simulated =
        from simulator in Simulator.Null()
        from concurrency in Gen.Int[1, 100].Nullable()
        select new ProviderOptions { Kind = ProviderKinds.Simulator, Simulator = simulator, Concurrency = concurrency };

    private static readonly Gen<ProviderOptions> OpenAi =
        from timeout in Ticks(1, TimeSpan.FromMinutes(25))
        from bytes in Gen.Long[1024, 1L << 30]
        from path in Name.Select(name => "/" + name.Replace('#', '_').Replace('?', '_')).Null()
        from hasKey in Gen.Bool
        from title in Gen.String[Gen.Char['!', '~'], 0, 10]
        select new ProviderOptions
        {
            BaseUrl = "https://api.example.com/v1",
            ApiKey = hasKey ? "env:KEY" : null,
            Timeout = timeout,
            MaxResponseBytes = bytes,
            Path = path,
            Headers = new Dictionary<string, string> { ["X-Title"] = title.Replace(':', '_') },
            Query = new Dictionary<string, string> { ["api-version"] = title },
        };

    private static readonly Gen<LimitsOptions> Limits =
        from attempts in Gen.Int[1, 50]
        from rounds in Gen.Int[1, 50]
        from prefetch in Gen.Int[1, 10_000]
        from initial in Ticks(1, TimeSpan.FromHours(3))
        from more in Ticks(0, TimeSpan.FromHours(3))
        from live in Ticks(1, TimeSpan.FromDays(30))
        from grace in Ticks(0, TimeSpan.FromMinutes(30))
        select new LimitsOptions
        {
            Attempts = attempts,
            Rounds = rounds,
            Prefetch = prefetch,
            TimeToLive = live,
            Grace = grace,
            Backoff = new BackoffOptions { Initial = initial, Max = initial + more },
        };

    private static readonly Gen<KeptOptions> Kept =
        from messages in Gen.Int[1, int.MaxValue]
        from age in Ticks(1, TimeSpan.FromDays(365)).Nullable()
        from whenFull in Gen.Enum<WhenFull>()
        select new KeptOptions { MaxMessages = messages, MaxAge = age, WhenFull = whenFull };

    private static readonly Gen<BrokerOptions> Broker =
        from hosts in Gen.Int[0, 3].Select(index => new[] { "rabbit-2", "rabbit-2:5673", "10.0.0.7", "[::1]:5672" }[index]).Array[0, 3]
        from hasUser in Gen.Bool
        from timeout in Ticks(TimeSpan.FromMinutes(26).Ticks, TimeSpan.FromHours(24))
        from bytes in Gen.Int[65_536, 536_870_912]
        from results in Kept
        from letters in Kept
        select new BrokerOptions
        {
            Hosts = hosts,
            Username = hasUser ? "worker" : null,
            Password = hasUser ? "env:KEY" : null,
            AcknowledgementTimeout = timeout,
            MaxMessageBytes = bytes,
            Results = results,
            DeadLetters = letters,
        };

    private static readonly Gen<DispatchOptions> Options =
        from providers in Gen.Dictionary(Name, Gen.OneOf(Simulated, OpenAi))[1, 5]
        from groups in Gen.Dictionary(Name, Group([.. providers.Keys]))[0, 4]
        from limits in Limits
        from broker in Broker
        select new DispatchOptions { Providers = providers, RoutingGroups = groups, Limits = limits, Broker = broker };

    [Fact]
    public void Valid_options_come_back_the_same()
    {
        using var sandbox = new Sandbox();
        sandbox.Environment["KEY"] = "s3cret";
        var loader = sandbox.Loader();

        Options.Sample(
            options =>
            {
                var text = JsonSerializer.Serialize(options, ConfigurationJson.Options);
                sandbox.Write("dispatch.json", text);
                var loaded = loader.Load();

                Assert.Empty(loaded.Findings);
                Assert.Equal(text, JsonSerializer.Serialize(loaded.Options, ConfigurationJson.Options));
                Assert.Empty(ConfigurationChanges.Between(options, loaded.Options!));
            },
            iter: 200, threads: 1);
    }

    private static Gen<RoutingGroupOptions> Group(string[] providers) =>
        from members in Members(providers)
        from attempts in Gen.Int[1, 50].Nullable()
        from rounds in Gen.Int[1, 50].Nullable()
        from max in Ticks(TimeSpan.FromHours(3).Ticks, TimeSpan.FromHours(6)).Nullable()
        from timeout in Ticks(1, TimeSpan.FromMinutes(25)).Nullable()
        from final in Gen.Bool.Select(either => either ? FailureKind.ContentFiltered : FailureKind.Unknown).Array[0, 2]
        from fallsBack in Gen.Bool
        select new RoutingGroupOptions
        {
            Members = members,
            Attempts = attempts,
            Rounds = rounds,
            Backoff = new GroupBackoffOptions { Max = max },
            Timeout = timeout,
            FinalOn = final,
            FallbackOn = fallsBack ? [FailureKind.InvalidRequest] : [],
        };

    private static Gen<IReadOnlyList<MemberOptions>> Members(string[] providers) =>
        from models in Gen.Int[1, 100].HashSet[1, 4]
        from key in Gen.Int[0, providers.Length - 1].Select(index => providers[index])
        from priority in Gen.Int
        from weights in Gen.Double[0.001, 1e9].Array[4]
        select (IReadOnlyList<MemberOptions>)[
            .. models.Select((model, index) => new MemberOptions { Key = key, Model = $"m{model}", Priority = priority, Weight = weights[index] })
        ];

    private static Gen<TimeSpan> Ticks(long least, TimeSpan most) => Gen.Long[least, most.Ticks].Select(TimeSpan.FromTicks);
}
