using System.Diagnostics;

namespace Dispatch.Integration.Tests.Processes;

/// <summary>A process that a test started, with everything it printed. Disposing it kills it.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ProcessOutput _output = new();

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => _output.Add(line.Data);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The most memory that it had in RAM so far, in bytes.</summary>
    public long PeakWorkingSet
    {
        get
        {
            using var process = Process.GetProcessById(Id);
            // Not every system keeps the peak.
            return Math.Max(process.PeakWorkingSet64, process.WorkingSet64);
        }
    }

    /// <summary>Known once <see cref="HasExited"/> is true; 128 and the signal's number for a process that a signal ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>What was printed so far, standard output and error in the order of arrival.</summary>
    public string Output => _output.ToString();

    /// <summary>Starts <paramref name="file"/>. A null in <paramref name="environment"/> takes an inherited variable away.</summary>
    public static ChildProcess Start(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, string workingDirectory)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.Start();
        child._process.StandardInput.Close();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        _ = child.EndOutputAtExitAsync();
        return child;
    }

    /// <summary>The first line, printed already or yet to come, that contains <paramref name="text"/>.</summary>
    /// <exception cref="InvalidOperationException">The process ended without it; the message holds what it printed.</exception>
    public Task<string> WaitForLineAsync(string text, CancellationToken cancellationToken) =>
        _output.WaitForLineAsync(text, cancellationToken);

    /// <summary>Waits for the end of the process and of its output; returns the exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM and no more.</summary>
    public async Task SignalTerminationAsync(CancellationToken cancellationToken)
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await kill.WaitForExitAsync(cancellationToken);
        }
    }

    /// <summary>SIGTERM, then the end of the process. After <paramref name="grace"/> it is killed, and that is an error.</summary>
    public async Task<int> TerminateAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        await SignalTerminationAsync(cancellationToken);
        try
        {
            return await WaitForExitAsync(cancellationToken).WaitAsync(grace, cancellationToken);
        }
        catch (TimeoutException)
        {
            await KillAsync();
            throw new TimeoutException($"The process did not end within {grace} of SIGTERM and was killed. It printed:\n{Output}");
        }
    }

    /// <summary>SIGKILL, then the end of the process.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task EndOutputAtExitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        _output.End($"The process ended with code {_process.ExitCode}");
    }
}
