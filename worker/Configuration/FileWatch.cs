using System.Security.Cryptography;
using System.Text;

namespace Dispatch.Worker.Configuration;

/// <summary>Notices that the content of files changes.</summary>
/// <param name="files">The files to look at, asked anew for each look.</param>
/// <param name="time">The clock.</param>
internal sealed class FileWatch(Func<IEnumerable<string>> files, TimeProvider time)
{
    // Looked at rather than listened to: a file system's events don't tell of a Kubernetes ConfigMap, whose directory is a symbolic
    // link that is swapped, nor of most network and container mounts. A few kilobytes every two seconds cost nothing.
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the content must stay the same before it counts as written to the end.</summary>
    public static TimeSpan Quiet { get; } = TimeSpan.FromMilliseconds(250);

    private string _seen = "";

    /// <summary>Takes what stands there now as known.</summary>
    public void Begin() => _seen = Stamp();

    /// <summary>Returns when the content differs from what was known, and has come to rest; from then on it is known.</summary>
    public async Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Interval, time, cancellationToken);
            var stamp = Stamp();
            if (stamp == _seen)
                continue;

            string previous;
            do
            {
                previous = stamp;
                await Task.Delay(Quiet, time, cancellationToken);
                stamp = Stamp();
            }
            while (stamp != previous);

            if (stamp == _seen)
                continue;
            _seen = stamp;
            return;
        }
    }

    private string Stamp()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files())
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file));
            hash.AppendData(Content(file));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static byte[] Content(string file)
    {
        try
        {
            return SHA256.HashData(File.ReadAllBytes(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Between a symbolic link's old and new target there may be none; that it can't be read is a content of its own.
            return [];
        }
    }
}
