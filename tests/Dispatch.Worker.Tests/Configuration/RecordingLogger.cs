using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Dispatch.Worker.Tests.Configuration;

/// <summary>Keeps what is logged, and completes a task when a message with certain words is.</summary>
internal sealed class RecordingLogger<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(string Words, TaskCompletionSource Seen)> _awaited = [];

    public ConcurrentQueue<(LogLevel Level, string Message)> Entries { get; } = [];

    /// <summary>Completes with the next message that contains <paramref name="words"/>.</summary>
    public Task Next(string words)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited.Enqueue((words, seen));
        return seen.Task;
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var message = formatter(state, exception);
        Entries.Enqueue((logLevel, message));
        foreach (var (words, seen) in _awaited.Where(awaited => message.Contains(awaited.Words, StringComparison.Ordinal)))
            seen.TrySetResult();
    }
}
