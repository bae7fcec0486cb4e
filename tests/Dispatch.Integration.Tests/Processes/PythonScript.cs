namespace Dispatch.Integration.Tests.Processes;

/// <summary>Runs Python, for what a client in another language does.</summary>
public static class PythonScript
{
    /// <summary>The Python of DISPATCH_TEST_PYTHON, else the system's: the one that its packages, such as pika, belong to.</summary>
    public static string Executable =>
        Environment.GetEnvironmentVariable("DISPATCH_TEST_PYTHON") is { Length: > 0 } given ? given : "/usr/bin/python3";

    /// <summary>Runs <paramref name="script"/>, with <paramref name="arguments"/> in <c>sys.argv</c>; returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message holds what it printed.</exception>
    public static async Task<string> RunAsync(string script, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string?> { ["PYTHONDONTWRITEBYTECODE"] = "1" };
        await using var python = ChildProcess.Start(Executable, ["-c", script, .. arguments], environment, Path.GetTempPath());
        var code = await python.WaitForExitAsync(cancellationToken);
        return code == 0 ? python.Output : throw new InvalidOperationException($"Python ended with code {code}:\n{python.Output}");
    }
}
