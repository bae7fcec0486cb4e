using System.Diagnostics;

namespace Dispatch.Integration.Tests.Processes;

/// <summary>
/// Cleans up after a test run that was itself killed: a shell which waits on a pipe from this process, and which, when the
/// pipe breaks, kills the processes it was last told of and removes the folder.
/// </summary>
public sealed class Guardian : IDisposable
{
    // The last line read wins. The signals that a terminal sends to the whole group must not end the guardian first.
    private const string Script =
        """
        trap '' INT TERM HUP
        pids=
        while read -r line; do pids=$line; done
        if [ -n "$pids" ]; then kill -KILL $pids; sleep 1; fi
        rm -rf "$1"
        """;

    private readonly Process _shell;

    public Guardian(string folder)
    {
        _shell = Process.Start(new ProcessStartInfo("sh", ["-c", Script, "guardian", folder])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        })!;
    }

    /// <summary>These processes, and no others, are to be killed if this process dies.</summary>
    public void Watch(params IEnumerable<int> processIds)
    {
        _shell.StandardInput.WriteLine(string.Join(' ', processIds));
        _shell.StandardInput.Flush();
    }

    /// <summary>Ends the guardian, which removes the folder; nothing is killed.</summary>
    public void Dispose()
    {
        Watch();
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
