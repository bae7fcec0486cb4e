using Dispatch.Contracts;
using Dispatch.Worker.Messaging;
using MassTransit;

namespace Dispatch.Worker.Tests.Dashboard.Api;

/// <summary>A queue that a test answers for.</summary>
internal sealed class ScriptedSender : IMessageSender
{
    private readonly Lock _lock = new();
    private readonly List<CompletionRequest> _taken = [];

    /// <summary>What it does with a request; by default it takes it at once.</summary>
    public Func<CompletionRequest, CancellationToken, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The most that were under way at once.</summary>
    public int MostAtOnce { get; private set; }

    public IReadOnlyList<CompletionRequest> Taken
    {
        get
        {
            lock (_lock)
                return [.. _taken];
        }
    }

    private int _underWay;

    public async Task PublishAsync<T>(T message, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class
    {
        lock (_lock)
            MostAtOnce = Math.Max(MostAtOnce, ++_underWay);
        try
        {
            await Answer((CompletionRequest)(object)message, cancellationToken);
            lock (_lock)
                _taken.Add((CompletionRequest)(object)message);
        }
        finally
        {
            lock (_lock)
                _underWay--;
        }
    }

    public Task SendAsync<T>(T message, Uri address, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public Task RespondAsync<T>(T message, Uri address, Action<SendContext<T>> prepare, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();
}
