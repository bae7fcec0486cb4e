using System.Collections.Concurrent;
using System.Text.Json;
using Dispatch.Contracts;
using MassTransit;

namespace Dispatch.Integration.Tests.Outcomes;

/// <summary>
/// A publisher and subscriber as a team of users would write it: MassTransit and the contracts, default naming, no configuration of
/// Dispatch's.
/// </summary>
public sealed class OutcomeClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly IBusControl _bus;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<object>> _outcomes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Id, Guid? MessageId, object Outcome)> _received = new();

    private OutcomeClient(Uri broker) => _bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbit =>
    {
        rabbit.Host(broker);
        rabbit.ReceiveEndpoint(new TemporaryEndpointDefinition(), endpoint =>
        {
            endpoint.PrefetchCount = 200;
            endpoint.Handler<CompletionResult>(context => Receive(context.Message.Id, context));
            endpoint.Handler<CompletionDeadLettered>(context => Receive(context.Message.Id, context));
        });
    });

    /// <summary>Every outcome received, repeated ones included, in the order of arrival.</summary>
    public IReadOnlyCollection<(string Id, Guid? MessageId, object Outcome)> Received => _received;

    public IBus Bus => _bus;

    public static async Task<OutcomeClient> StartAsync(Uri broker, CancellationToken cancellationToken)
    {
        var client = new OutcomeClient(broker);
        await client._bus.StartAsync(cancellationToken);
        return client;
    }

    public static CompletionRequest Request(string id, string group = "chat", string? body = null) => new()
    {
        Id = id,
        RoutingGroup = group,
        Body = JsonDocument.Parse(body ?? """{"model":"m-1","messages":[{"role":"user","content":"Hello"}],"temperature":1.0}""").RootElement,
        Metadata = new Dictionary<string, string> { ["test"] = id },
    };

    public Task PublishAsync(CompletionRequest request, CancellationToken cancellationToken) =>
        _bus.Publish(request, publish => publish.Mandatory = true, cancellationToken);

    public async Task<CompletionResult> ResultAsync(string id, CancellationToken cancellationToken) =>
        Assert.IsType<CompletionResult>(await OutcomeAsync(id, cancellationToken));

    public async Task<CompletionDeadLettered> DeadLetterAsync(string id, CancellationToken cancellationToken) =>
        Assert.IsType<CompletionDeadLettered>(await OutcomeAsync(id, cancellationToken));

    /// <summary>The first outcome of the request, whichever it is.</summary>
    /// <exception cref="TimeoutException">There was none for five minutes.</exception>
    public async Task<object> OutcomeAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await Slot(id).Task.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Request {id} had no outcome after {Patience}.");
        }
    }

    public async ValueTask DisposeAsync() => await _bus.StopAsync();

    private Task Receive<T>(string id, ConsumeContext<T> context)
        where T : class
    {
        _received.Enqueue((id, context.MessageId, context.Message));
        Slot(id).TrySetResult(context.Message);
        return Task.CompletedTask;
    }

    private TaskCompletionSource<object> Slot(string id) =>
        _outcomes.GetOrAdd(id, _ => new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously));
}
