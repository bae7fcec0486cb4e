using System.Diagnostics;

namespace Dispatch.Worker.Messaging;

/// <summary>An unexpected exception in words that may stand in a dead letter: what, where, and no more.</summary>
internal static class FaultText
{
    private const int Longest = 1024;

    /// <summary><c>an unexpected T in Class.Method: its message</c>.</summary>
    public static string Of(Exception exception)
    {
        var text = $"an unexpected {exception.GetType().Name}{Place(exception)}: {exception.Message}";
        return text.Length > Longest ? $"{text[..Longest]}…" : text;
    }

    // The innermost of our own methods: the one above it, in a library, says less.
    private static string Place(Exception exception)
    {
        var method = new StackTrace(exception).GetFrames()
            .Select(frame => frame.GetMethod())
            .FirstOrDefault(method => method?.DeclaringType?.Namespace?.StartsWith("Dispatch.", StringComparison.Ordinal) == true);
        return method?.DeclaringType is { } type ? $" in {(type.DeclaringType ?? type).Name}.{(type.DeclaringType is null ? method.Name : type.Name)}" : "";
    }
}
