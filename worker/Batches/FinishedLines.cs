using System.Text.Json;

namespace Dispatch.Worker.Batches;

/// <summary>Reads from the results and errors of an earlier run what needs no further work.</summary>
internal static class FinishedLines
{
    /// <summary>Enters them in <paramref name="state"/>; a torn last line is cut off.</summary>
    /// <exception cref="BatchRefusedException">A file holds what no batch writes.</exception>
    public static async Task ReadAsync(BatchFiles files, BatchState state, CancellationToken cancellationToken)
    {
        await ReadAsync(files.Results, line => EnterResult(line, state), cancellationToken);
        await ReadAsync(files.Errors, line => EnterError(line, state), cancellationToken);
    }

    private static async Task ReadAsync(string path, Action<JsonElement> enter, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return;

        TornLine.Cut(path);
        var input = File.OpenRead(path);
        await using (input)
        {
            await foreach (var line in RawLineReader.ReadAsync(input, int.MaxValue, cancellationToken))
            {
                try
                {
                    using var json = JsonDocument.Parse(line.Bytes);
                    enter(json.RootElement);
                }
                catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
                {
                    throw new BatchRefusedException(
                        $"Line {line.Number} of {path} is none that a batch writes; mend or remove the line, then go on. ({exception.Message})");
                }
            }
        }
    }

    private static void EnterResult(JsonElement line, BatchState state)
    {
        line.GetProperty("response").GetProperty("body");
        if (state.Ledger.TryFinish(IdOf(line), out _))
            state.Results++;
    }

    private static void EnterError(JsonElement line, BatchState state)
    {
        var error = line.GetProperty("error");
        var code = error.GetProperty("code").GetString()!;
        if (code == OutcomeFormat.BadLine)
        {
            var number = error.GetProperty("line").GetInt64();
            state.Reported.Add(number, number);
        }
        else if (state.Ledger.TryFinish(IdOf(line), out _))
        {
            state.Reasons[code] = state.Reasons.GetValueOrDefault(code) + 1;
        }
    }

    private static string IdOf(JsonElement line) =>
        line.GetProperty("custom_id").GetString() ?? throw new KeyNotFoundException("Its custom_id is null.");
}
