using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Worker.Completions;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Recovery;
using Dispatch.Worker.Routing;
using Dispatch.Worker.Tests.Completions;
using Dispatch.Worker.Tests.Providers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dispatch.Worker.Tests.Messaging;

/// <summary>The embedded default: the same path of a message on MassTransit's in-memory transport.</summary>
public sealed class MemoryTransportTests : IAsyncLifetime
{
    private readonly Dictionary<string, IProviderAdapter> _adapters = [];
    private readonly OutcomeQueue _outcomes = new();
    private IHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_failure_falls_back_by_redelivery()
    {
        (_adapters["a"], _adapters["b"]) = (ScriptedAdapter.Fails(FailureKind.Transient, 500), ScriptedAdapter.Answers("""{"n":1.50}"""));
        var bus = await StartAsync();

        await bus.Publish(Sample.Request(), Cancellation);

        var result = Assert.IsType<CompletionResult>(await _outcomes.NextAsync());
        Assert.Equal(["a", "b"], result.Attempts.Select(attempt => attempt.Provider));
        Assert.Equal("""{"n":1.50}""", result.Body.GetRawText());
    }

    [Fact]
    public async Task A_wait_is_kept()
    {
        _adapters["a"] = ScriptedAdapter.Fails(FailureKind.Transient, 503, TimeSpan.FromSeconds(1));
        var bus = await StartAsync();

        await bus.Publish(Sample.Request(), Cancellation);

        var letter = Assert.IsType<CompletionDeadLettered>(await _outcomes.NextAsync());
        var (first, second) = (letter.Attempts[0], letter.Attempts[1]);
        Assert.InRange(second.StartedAt - (first.StartedAt + first.Duration), TimeSpan.FromSeconds(0.9), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task An_unreadable_request_is_dead_lettered_once()
    {
        _adapters["a"] = ScriptedAdapter.Answers();
        var bus = await StartAsync();

        await bus.Publish(Sample.Request() with { Id = "" }, Cancellation);
        await bus.Publish(Sample.Request(), Cancellation);

        var outcomes = new[] { await _outcomes.NextAsync(), await _outcomes.NextAsync() };
        Assert.Equal(DeadLetterReason.Malformed, Assert.Single(outcomes.OfType<CompletionDeadLettered>()).Reason);
        Assert.Single(outcomes.OfType<CompletionResult>());
    }

    [Fact]
    public async Task A_request_is_parsed_once_and_let_go_of_when_its_delivery_is_over()
    {
        _adapters["a"] = ScriptedAdapter.Answers();
        var bus = await StartAsync();
        var deliveries = new Deliveries();
        bus.ConnectReceiveObserver(deliveries);

        await bus.Publish(Sample.Request(), Cancellation);

        var delivery = await deliveries.NextAsync();
        Assert.True(delivery.TryGetPayload(out ParsedRequest? parsed));
        Assert.Throws<ObjectDisposedException>(() => parsed.Root.ValueKind);
        Assert.Equal("""{"model":"m","messages":[]}""", System.Text.Encoding.UTF8.GetString(parsed.Body.Span));
    }

    [Theory]
    [InlineData("""{"model":"m", /* said who? */ "n":1}""")]
    [InlineData("""{"model":"m",}""")]
    public async Task A_body_that_is_no_strict_JSON_is_malformed(string body)
    {
        _adapters["a"] = ScriptedAdapter.Answers();
        var bus = await StartAsync();
        var lenient = JsonElement.Parse(body, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });

        await bus.Publish(Sample.Request() with { Body = lenient }, Cancellation);

        var letter = Assert.IsType<CompletionDeadLettered>(await _outcomes.NextAsync());
        Assert.Equal(DeadLetterReason.Malformed, letter.Reason);
        Assert.Contains("strict JSON", letter.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private async Task<IBus> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var snapshot = Sample.Snapshot(
            [.. _adapters.Select(entry => Making.Provider(entry.Value, key: entry.Key))], [.. _adapters.Keys.Select(key => new MemberOptions { Key = key })],
            new LimitsOptions { Rounds = 2, Backoff = new BackoffOptions { Initial = TimeSpan.FromMilliseconds(1), Max = TimeSpan.FromMilliseconds(1) } });
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(new Random(1)).AddSingleton<ISnapshotSource>(new FixedSnapshot(snapshot));
        builder.Services.AddCompletions().AddMessaging(new MessagingSettings(null, Prefetch: 8, TimeSpan.FromSeconds(5), Consume: true));
        _host = builder.Build();
        await _host.StartAsync(Cancellation);
        var bus = _host.Services.GetRequiredService<IBus>();
        await bus.ConnectReceiveEndpoint("outcomes", endpoint =>
        {
            endpoint.Handler<CompletionResult>(context => _outcomes.AddAsync(context.Message));
            endpoint.Handler<CompletionDeadLettered>(context => _outcomes.AddAsync(context.Message));
        }).Ready;
        return bus;
    }

    private sealed class Deliveries : IReceiveObserver
    {
        private readonly System.Threading.Channels.Channel<ReceiveContext> _channel = System.Threading.Channels.Channel.CreateUnbounded<ReceiveContext>();

        public Task<ReceiveContext> NextAsync() => _channel.Reader.ReadAsync(Cancellation).AsTask();

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context) =>
            context.InputAddress.AbsolutePath.EndsWith("dispatch.requests", StringComparison.Ordinal) ? _channel.Writer.WriteAsync(context).AsTask() : Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => Task.CompletedTask;

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;
    }

    private sealed class OutcomeQueue
    {
        private readonly System.Threading.Channels.Channel<object> _channel = System.Threading.Channels.Channel.CreateUnbounded<object>();

        public Task AddAsync(object outcome) => _channel.Writer.WriteAsync(outcome).AsTask();

        public Task<object> NextAsync() => _channel.Reader.ReadAsync(Cancellation).AsTask();
    }
}
