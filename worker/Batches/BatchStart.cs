using System.Text.Json;

namespace Dispatch.Worker.Batches;

/// <summary>Begins a batch, or finds out where it was left.</summary>
internal static class BatchStart
{
    /// <summary>Refuses what cannot be, before anything is read or written.</summary>
    /// <exception cref="BatchRefusedException">The settings contradict each other or what is on disk.</exception>
    public static void Check(BatchSettings settings)
    {
        var files = settings.Files;
        string[] names = settings.Input == BatchSettings.StandardInput
            ? [files.Results, files.Errors, files.Journal]
            : [settings.Input, files.Results, files.Errors, files.Journal];
        if (names.Select(Path.GetFullPath).GroupBy(path => path, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new BatchRefusedException($"{twice.Key} is named for two purposes; the requests, the results and the errors need a file each.");
        if (settings.Resume && settings.Overwrite)
            throw new BatchRefusedException("--resume goes on with the files that --overwrite would remove; give one of them.");
        if (settings.Resume && settings.Input == BatchSettings.StandardInput)
            throw new BatchRefusedException("--resume needs to read the requests again, which standard input cannot; put them into a file.");
        if (settings.Input != BatchSettings.StandardInput && !File.Exists(settings.Input))
            throw new BatchRefusedException($"There is no file {settings.Input}.");
        if (!settings.Resume && !settings.Overwrite && Leftover(files) is { } leftover)
            throw new BatchRefusedException(
                $"{leftover} is there from an earlier run. Give --resume to go on with it, or --overwrite to start anew.");
    }

    /// <summary>Makes the batch ready to run: afterwards its journal says what it is.</summary>
    /// <param name="settings">What <see cref="Check"/> let pass.</param>
    /// <param name="fingerprint">The input's; null for standard input, which has no journal.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BatchRefusedException">The earlier run was of another input or on another transport.</exception>
    public static async Task<BatchState> OpenAsync(
        BatchSettings settings, InputFingerprint? fingerprint, CancellationToken cancellationToken)
    {
        var files = settings.Files;
        var state = new BatchState();
        if (settings.Resume && await ReadJournalAsync(settings, fingerprint!, state, cancellationToken))
        {
            await FinishedLines.ReadAsync(files, state, cancellationToken);
            return state;
        }

        if (settings.Resume && Leftover(files) is { } leftover)
            throw new BatchRefusedException($"{leftover} has no journal {files.Journal}, so it cannot be told what it belongs to. Give --overwrite to start anew.");

        foreach (var file in new[] { files.Results, files.Errors, files.Journal })
            File.Delete(file);
        if (fingerprint is not null)
            await File.WriteAllBytesAsync(files.Journal, BatchJournal.Line(HeaderOf(settings, fingerprint, state)), cancellationToken);
        return state;
    }

    // A run that got nowhere leaves files too, but nothing that could be lost.
    private static string? Leftover(BatchFiles files) =>
        new[] { files.Results, files.Errors }.FirstOrDefault(path => new FileInfo(path) is { Exists: true, Length: > 0 })
        ?? (File.Exists(files.Journal) && File.ReadLines(files.Journal).Skip(1).Any() ? files.Journal : null);

    private static BatchJournal.Header HeaderOf(BatchSettings settings, InputFingerprint fingerprint, BatchState state) => new()
    {
        Batch = state.Id,
        Transport = settings.Transport,
        Input = Path.GetFullPath(settings.Input),
        Fingerprint = fingerprint,
    };

    private static async Task<bool> ReadJournalAsync(
        BatchSettings settings, InputFingerprint fingerprint, BatchState state, CancellationToken cancellationToken)
    {
        var files = settings.Files;
        if (!File.Exists(files.Journal))
            return false;

        TornLine.Cut(files.Journal);
        var lines = File.ReadLinesAsync(files.Journal, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (lines)
        {
            if (!await lines.MoveNextAsync())
                return false;

            var header = Read<BatchJournal.Header>(lines.Current, files);
            Compare(header, settings, fingerprint);
            state.Id = header.Batch;

            var last = default(BatchJournal.Commit);
            while (await lines.MoveNextAsync())
            {
                last = Read<BatchJournal.Commit>(lines.Current, files);
                foreach (var range in last.Sent)
                    state.Sent.Add(range[0], range[1]);
            }

            // Acknowledged outcomes are gone: somebody removed them, or the machine lost them. Their lines are sent again.
            if (last is not null && (LengthOf(files.Results) < last.Results || LengthOf(files.Errors) < last.Errors))
                state.Sent = new LineSet();
        }

        return true;
    }

    private static void Compare(BatchJournal.Header header, BatchSettings settings, InputFingerprint fingerprint)
    {
        if (header.Fingerprint != fingerprint)
            throw new BatchRefusedException(
                $"{settings.Input} has changed since the batch began: it had {header.Fingerprint.Lines} lines in {header.Fingerprint.Size} bytes, "
                + $"and has {fingerprint.Lines} in {fingerprint.Size}{(fingerprint.Size == header.Fingerprint.Size ? ", with another content" : "")}. "
                + "Put the old one back to go on, or give --overwrite to start anew.");
        if (header.Transport != settings.Transport)
            throw new BatchRefusedException(
                $"The batch began on the transport {header.Transport}, where its requests are, and is to go on at {settings.Transport}. "
                + "Give the same --transport to go on, or --overwrite to start anew.");
    }

    private static T Read<T>(string line, BatchFiles files)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new BatchRefusedException($"The journal {files.Journal} is broken; give --overwrite to start anew. ({exception.Message})");
        }
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
