using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Dispatch.Worker.Batches;

/// <summary>
/// Writes the files of a batch. Whatever is waiting to be written goes in one write, and all who wait for it go on together, so that
/// an outcome costs no write of its own.
/// </summary>
/// <param name="files">The files; what they hold is kept.</param>
/// <param name="keepsJournal">Whether to note what was sent; without a broker it would be of no use.</param>
internal sealed class BatchOutput(BatchFiles files, bool keepsJournal) : IAsyncDisposable
{
    private const int LargestCommit = 4 * 1024 * 1024;

    private readonly AppendFile _results = new(files.Results);
    private readonly AppendFile _errors = new(files.Errors);
    private readonly AppendFile _journal = new(files.Journal);
    private readonly ArrayBufferWriter<byte> _newResults = new();
    private readonly ArrayBufferWriter<byte> _newErrors = new();
    private readonly List<long> _newSent = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private readonly CancellationTokenSource _failed = new();
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private Task _writing = Task.CompletedTask;

    /// <summary>Is cancelled when a file cannot be written any more.</summary>
    public CancellationToken Failed => _failed.Token;

    /// <summary>Why, after <see cref="Failed"/>.</summary>
    public Exception? Failure { get; private set; }

    /// <exception cref="IOException">The results cannot be written, or another process writes them.</exception>
    public void Open()
    {
        _results.Open();
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Adds a line to the results; returns when it is written.</summary>
    public Task AddResultAsync(ReadOnlyMemory<byte> line) => AddAsync(new Entry(_newResults, line, 0, Signal()));

    /// <summary>Adds a line to the errors; returns when it is written.</summary>
    public Task AddErrorAsync(ReadOnlyMemory<byte> line) => AddAsync(new Entry(_newErrors, line, 0, Signal()));

    /// <summary>Returns when everything added before is written.</summary>
    public Task FlushAsync() => AddAsync(new Entry(null, default, 0, Signal()));

    /// <summary>Notes that the broker has confirmed a line.</summary>
    public void NoteSent(long line)
    {
        if (keepsJournal)
            _entries.Writer.TryWrite(new Entry(null, default, line, null));
    }

    /// <summary>Writes what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _writing;
        await _results.DisposeAsync();
        await _errors.DisposeAsync();
        await _journal.DisposeAsync();
        _failed.Dispose();
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task AddAsync(in Entry entry) => _entries.Writer.TryWrite(entry)
        ? entry.Written!.Task
        : Task.FromException(Failure ?? new ObjectDisposedException(nameof(BatchOutput)));

    [SuppressMessage("Design", "CA1031", Justification = "Whatever stops the writing must reach those who wait for it.")]
    private async Task WriteAsync()
    {
        try
        {
            while (await _entries.Reader.WaitToReadAsync())
            {
                while (_newResults.WrittenCount + _newErrors.WrittenCount < LargestCommit && _entries.Reader.TryRead(out var entry))
                    Take(entry);
                await CommitAsync();
            }
        }
        catch (Exception exception)
        {
            await FailAsync(exception);
        }
    }

    private void Take(in Entry entry)
    {
        entry.File?.Write(entry.Line.Span);
        if (entry.Sent > 0)
            _newSent.Add(entry.Sent);
        if (entry.Written is { } written)
            _waiting.Add(written);
    }

    private async Task CommitAsync()
    {
        await _results.AppendAsync(_newResults.WrittenMemory);
        await _errors.AppendAsync(_newErrors.WrittenMemory);
        if (keepsJournal)
            await _journal.AppendAsync(BatchJournal.Line(NewCommit()));

        _newResults.ResetWrittenCount();
        _newErrors.ResetWrittenCount();
        _newSent.Clear();
        foreach (var written in _waiting)
            written.TrySetResult();
        _waiting.Clear();
    }

    private BatchJournal.Commit NewCommit() =>
        new() { Sent = LineSet.RangesOf(_newSent), Results = _results.Length, Errors = _errors.Length };

    private async Task FailAsync(Exception exception)
    {
        Failure = exception;
        _entries.Writer.TryComplete(exception);
        while (_entries.Reader.TryRead(out var entry))
            Take(entry);
        foreach (var written in _waiting)
            written.TrySetException(exception);
        await _failed.CancelAsync();
    }

    private readonly record struct Entry(ArrayBufferWriter<byte>? File, ReadOnlyMemory<byte> Line, long Sent, TaskCompletionSource? Written);
}
