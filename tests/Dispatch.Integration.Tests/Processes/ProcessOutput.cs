using System.Text;

namespace Dispatch.Integration.Tests.Processes;

/// <summary>The lines that a process prints, and those who wait for one of them.</summary>
internal sealed class ProcessOutput
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Text, TaskCompletionSource<string> Found)> _waiters = [];
    private string? _end;

    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _lines.Add(line);
            foreach (var waiter in _waiters.Where(w => line.Contains(w.Text, StringComparison.Ordinal)))
            {
                waiter.Found.TrySetResult(line);
            }

            _waiters.RemoveAll(w => w.Found.Task.IsCompleted);
        }
    }

    public void End(string why)
    {
        lock (_lock)
        {
            _end = why;
            foreach (var (text, found) in _waiters)
            {
                found.TrySetException(Missing(text));
            }

            _waiters.Clear();
        }
    }

    public Task<string> WaitForLineAsync(string text, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_lines.Find(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
            {
                return Task.FromResult(line);
            }

            if (_end is not null)
            {
                return Task.FromException<string>(Missing(text));
            }

            var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((text, found));
            return found.Task.WaitAsync(cancellationToken);
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return new StringBuilder().AppendJoin('\n', _lines).ToString();
        }
    }

    private InvalidOperationException Missing(string text) =>
        new($"{_end} without a line that contains '{text}'. It printed:\n{string.Join('\n', _lines)}");
}
