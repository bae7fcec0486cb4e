using System.Net;
using System.Text;
using Dispatch.Contracts;
using Dispatch.Integration.Tests.Brokers;
using Dispatch.Integration.Tests.Outcomes;
using Dispatch.Integration.Tests.Providers;
using Dispatch.Integration.Tests.Scenarios;
using RabbitMQ.Client;

namespace Dispatch.Integration.Tests.Hostile;

/// <summary>What the broker would not take is never sent to it, and has its outcome all the same.</summary>
public sealed class OversizedTests(BrokerFixture brokers)
{
    private const string Oversized = "dispatch.dead-letters.oversized";
    private const int Limit = 65_536;
    private const int MB = 1_000_000;
    private const long MiB = 1024 * 1024;

    // Four messages of 16 MB in work from each of two queues, and one of 70 MB: 200 MB as received. Each is there several times over: in the
    // client's buffers, as the letter or the provider gets it, as it is sent; and what is let go of is collected late. Seen: 0.7 to 1.03 GiB.
    private const long Bound = 1536 * MiB;

    private static readonly Dictionary<string, string?> SmallBroker = new() { ["DISPATCH__BROKER__MAXMESSAGEBYTES"] = $"{Limit}" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_whose_dead_letter_is_too_large_is_kept_as_it_came()
    {
        await using var scenario = await StartAsync(SmallBroker);
        var user = scenario.VirtualHost.Uri.UserInfo.Split(':')[0];
        var text = Encoding.UTF8.GetBytes(new string('x', 60_000));
        var properties = new BasicProperties { MessageId = "unreadable", ContentType = "text/plain", UserId = user, Expiration = "3600000", Headers = new Dictionary<string, object?> { ["origin"] = "test" } };
        var request = Request("unroutable", "nobody", new string('y', 65_000));

        await PublishAsync(scenario, properties, text);
        await PublishAsync(scenario, new BasicProperties { ContentType = "application/json" }, request);

        var unreadable = await scenario.Client.DeadLetterAsync("unreadable", Cancellation);
        var unroutable = await scenario.Client.DeadLetterAsync("unroutable", Cancellation);
        Assert.Equal((DeadLetterReason.Malformed, Oversized, null, null), (unreadable.Reason, unreadable.KeptIn, unreadable.Raw, unreadable.Request));
        Assert.Equal((DeadLetterReason.Unroutable, Oversized, null, null), (unroutable.Reason, unroutable.KeptIn, unroutable.Raw, unroutable.Request));
        Assert.Contains("broker.maxMessageBytes", unroutable.Message, StringComparison.Ordinal);
        var kept = await TakeAsync(scenario, Oversized, 2);
        Assert.Equal(text, kept["unreadable"].Body.ToArray());
        Assert.Equal(request, kept["unroutable"].Body.ToArray());
        Assert.Equal(("unreadable", "text/plain"), (kept["unreadable"].BasicProperties.MessageId, kept["unreadable"].BasicProperties.ContentType));
        Assert.False(kept["unreadable"].BasicProperties.IsExpirationPresent());
        Assert.True(kept["unreadable"].BasicProperties.Headers!.ContainsKey("origin"));
    }

    [Fact]
    public async Task A_result_that_is_too_large_is_a_dead_letter_that_says_so()
    {
        await using var scenario = await StartAsync(SmallBroker, Behaviours.Huge(Limit));

        await scenario.Client.PublishAsync(OutcomeClient.Request("large"), Cancellation);

        var letter = await scenario.Client.DeadLetterAsync("large", Cancellation);
        Assert.Equal(DeadLetterReason.Rejected, letter.Reason);
        Assert.Contains("broker.maxMessageBytes", letter.Message, StringComparison.Ordinal);
        Assert.NotNull(letter.Request);
        Assert.Equal(AttemptOutcome.Succeeded, Assert.Single(letter.Attempts).Outcome);
    }

    [Fact]
    public async Task A_request_whose_headers_leave_no_room_for_its_history_is_a_dead_letter_that_says_so()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        scenario.AddGroup("chat", "alpha");
        var refusing = await scenario.AddProviderAsync("refusing", Behaviours.Status(400, code: "content_filter"));
        scenario.AddGroup("fallback", "refusing", "alpha");
        await scenario.StartWorkerAsync(SmallBroker);
        var headers = new Dictionary<string, object?> { ["large"] = new string('h', 126_800) };

        await PublishAsync(scenario, new BasicProperties { ContentType = "application/json", Headers = headers }, Request("answered", "chat", "x"));
        await PublishAsync(scenario, new BasicProperties { ContentType = "application/json", Headers = headers }, Request("full", "fallback", "x"));

        await scenario.Client.ResultAsync("answered", Cancellation);
        var letter = await scenario.Client.DeadLetterAsync("full", Cancellation);
        Assert.Equal(DeadLetterReason.Rejected, letter.Reason);
        Assert.Contains("headers", letter.Message, StringComparison.Ordinal);
        Assert.Equal("refusing", Assert.Single(letter.Attempts).Provider);
        Assert.Single(refusing.Calls);
    }

    [Fact]
    public async Task Headers_nested_as_deep_as_a_frame_has_room_for_stop_no_worker()
    {
        await using var scenario = await StartAsync(SmallBroker);
        object? deep = "x";
        for (var i = 0; i < 20_000; i++)
            deep = new List<object?> { deep };
        var properties = new BasicProperties { ContentType = "text/plain", MessageId = "deep", Headers = new Dictionary<string, object?> { ["deep"] = deep } };

        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        // RabbitMQ.Client writes them by recursion, before it waits for anything.
        var sender = new Thread(() => channel.BasicPublishAsync("", "dispatch.requests", mandatory: true, properties, "x"u8.ToArray(), Cancellation).AsTask().Wait(), 512 * 1024 * 1024);
        sender.Start();

        Assert.Equal(DeadLetterReason.Malformed, (await scenario.Client.DeadLetterAsync("deep", Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation)).Reason);
        sender.Join();
    }

    [Fact]
    public async Task Messages_of_16_MB_are_answered_or_kept_within_bounded_memory()
    {
        await using var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha");
        scenario.AddGroup("chat", "alpha");
        scenario.Limits = new { Prefetch = 4 };
        var worker = await scenario.StartWorkerAsync();
        var broker = await brokers.GetSharedAsync(Cancellation);
        var start = TimeProvider.System.GetTimestamp();

        for (var i = 0; i < 4; i++)
        {
            await PublishAsync(scenario, new BasicProperties { MessageId = $"raw-{i}" }, new byte[16 * MB]);
            await PublishAsync(scenario, new BasicProperties { MessageId = $"fits-{i}" }, new byte[11 * MB]);
            await PublishAsync(scenario, new BasicProperties { ContentType = "application/json" }, Request($"good-{i}", "chat", new string('g', 16 * MB)));
            await PublishAsync(scenario, new BasicProperties { ContentType = "application/json" }, Request($"lost-{i}", "nobody", new string('l', (int)(16 * MiB) - 200)));
        }

        var kept = 8;
        // More than RabbitMQ.Client takes unless it is told otherwise; since 4.0 the broker doesn't either.
        if (broker.Version.StartsWith('3'))
        {
            await PublishAsync(scenario, new BasicProperties { MessageId = "raw-4" }, new byte[70 * MB]);
            Assert.Equal(Oversized, (await scenario.Client.DeadLetterAsync("raw-4", Cancellation)).KeptIn);
            kept++;
        }

        for (var i = 0; i < 4; i++)
        {
            await scenario.Client.ResultAsync($"good-{i}", Cancellation);
            Assert.Equal(Oversized, (await scenario.Client.DeadLetterAsync($"raw-{i}", Cancellation)).KeptIn);
            Assert.Equal(Oversized, (await scenario.Client.DeadLetterAsync($"lost-{i}", Cancellation)).KeptIn);
            Assert.Equal(11 * MB, (await scenario.Client.DeadLetterAsync($"fits-{i}", Cancellation)).Raw!.Body.Length);
        }

        await scenario.VirtualHost.WaitForCountAsync(Oversized, kept, Cancellation);
        TestContext.Current.SendDiagnosticMessage(
            "{0}", $"{8 + kept} messages of 11 to 70 MB in {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0} s; the worker's memory peaked at {worker.PeakWorkingSet / MiB} MiB, with a bound of {Bound / MiB} MiB");
        Assert.Equal(HttpStatusCode.OK, await worker.HealthAsync("ready", Cancellation));
        Assert.InRange(worker.PeakWorkingSet, MiB, Bound);
        Assert.Equal(8 + kept, scenario.Client.Received.Count);
    }

    private async Task<Scenario> StartAsync(IReadOnlyDictionary<string, string?> environment, ProviderBehaviour? behaviour = null)
    {
        var scenario = await Scenario.CreateAsync(brokers);
        await scenario.AddProviderAsync("alpha", behaviour);
        scenario.AddGroup("chat", "alpha");
        await scenario.StartWorkerAsync(environment);
        return scenario;
    }

    private static byte[] Request(string id, string group, string text) =>
        Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","routingGroup":"{{group}}","body":{"model":"m-1","text":"{{text}}"} }""");

    private static async Task PublishAsync(Scenario scenario, BasicProperties properties, byte[] body)
    {
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancellation);
        await channel.BasicPublishAsync("", "dispatch.requests", mandatory: true, properties, body, Cancellation);
    }

    /// <summary>What the queue holds, by the id of its dead letter.</summary>
    private static async Task<Dictionary<string, BasicGetResult>> TakeAsync(Scenario scenario, string queue, int count)
    {
        await scenario.VirtualHost.WaitForCountAsync(queue, count, Cancellation);
        await using var connection = await scenario.VirtualHost.ConnectAsync(Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancellation);
        var taken = new Dictionary<string, BasicGetResult>();
        while (await channel.BasicGetAsync(queue, autoAck: true, Cancellation) is { } message)
            taken.Add(Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers!["Dispatch-Dead-Letter"]!), message);
        return taken;
    }
}
