using System.Diagnostics.CodeAnalysis;

namespace Dispatch.Worker.Providers;

/// <summary>
/// A secret is never written in the configuration, only where it is kept: <c>env:NAME</c>, an environment variable, or
/// <c>file:PATH</c>, a file's content. A relative path counts from the current directory.
/// </summary>
internal static class SecretReference
{
    private const string EnvironmentPrefix = "env:";
    private const string FilePrefix = "file:";
    private const int MaxFileBytes = 64 * 1024;

    public static bool IsReference(string value) =>
        value.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) || value.StartsWith(FilePrefix, StringComparison.Ordinal);

    /// <summary>The path of a <c>file:</c> reference; null for every other text.</summary>
    public static string? FileOf(string value) =>
        value.StartsWith(FilePrefix, StringComparison.Ordinal) && value.Length > FilePrefix.Length ? value[FilePrefix.Length..] : null;

    /// <summary>
    /// Reads the secret now. One trailing line break of a file is cut off. On failure <paramref name="error"/> is a sentence that
    /// says what to mend; it holds no secret.
    /// </summary>
    public static bool TryResolve(
        string reference,
        Func<string, string?> environment,
        [NotNullWhen(true)] out string? value,
        [NotNullWhen(false)] out string? error)
    {
        (value, error) = FileOf(reference) is { } path ? ReadFile(path) : ReadVariable(reference, environment);
        return error is null;
    }

    private static (string? Value, string? Error) ReadVariable(string reference, Func<string, string?> environment)
    {
        if (!reference.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) || !IsName(reference[EnvironmentPrefix.Length..]))
            return (null, "This is no reference to a secret; write `env:` and the name of an environment variable, or `file:` and a path.");

        var name = reference[EnvironmentPrefix.Length..];
        return environment(name) switch
        {
            null => (null, $"The environment variable {name} is not set; set it for the worker's process, or refer to another."),
            var set when string.IsNullOrWhiteSpace(set) => (null, $"The environment variable {name} is empty; give it the secret as its value."),
            var set => (set, null),
        };
    }

    private static (string? Value, string? Error) ReadFile(string path)
    {
        try
        {
            if (!File.Exists(path))
                return (null, $"The file {path} does not exist; create it with the secret as its content, or correct the path.");
            if (new FileInfo(path).Length > MaxFileBytes)
                return (null, $"The file {path} is larger than {MaxFileBytes / 1024} KiB, so it is hardly a secret; correct the path.");

            var text = File.ReadAllText(path);
            text = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            return string.IsNullOrWhiteSpace(text)
                ? (null, $"The file {path} is empty; write the secret into it.")
                : (text, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"The file {path} can't be read ({exception.Message}); let the worker's user read it.");
        }
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}
