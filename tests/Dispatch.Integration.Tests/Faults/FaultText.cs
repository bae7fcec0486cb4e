using System.Text.Json;
using Dispatch.Contracts;

namespace Dispatch.Integration.Tests.Faults;

/// <summary>Outcomes and histories in a few words, for the table.</summary>
internal static class FaultText
{
    public static string Of(object outcome) => outcome switch
    {
        CompletionResult result => $"answered by {result.Provider}",
        CompletionDeadLettered letter => $"dead letter `{Name(letter.Reason)}`",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No outcome."),
    };

    /// <summary>The attempts in order; equal ones that follow one another once, with their number.</summary>
    public static string Of(IEnumerable<Attempt> attempts)
    {
        var runs = new List<(string Text, int Times)>();
        foreach (var attempt in attempts)
        {
            var text = attempt.FailureKind is { } kind
                ? $"{attempt.Provider}: {(attempt.StatusCode is { } status ? $"{status} " : "")}{Name(kind)}"
                : $"{attempt.Provider}: answered";
            if (runs is [.., var last] && last.Text == text)
                runs[^1] = (text, last.Times + 1);
            else
                runs.Add((text, 1));
        }

        return string.Join(", ", runs.Select(run => run.Times == 1 ? run.Text : $"{run.Text} ×{run.Times}"));
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
