namespace Dispatch.Worker.Batches;

/// <summary>A file that is only added to. It is made at the first write, and no other process can write to it meanwhile.</summary>
internal sealed class AppendFile(string path) : IAsyncDisposable
{
    private FileStream? _file;

    /// <summary>How long the file is, in bytes.</summary>
    public long Length { get; private set; } = new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    public void Open() => _file ??= new FileStream(path, new FileStreamOptions
    {
        Mode = FileMode.Append,
        Access = FileAccess.Write,
        Share = FileShare.Read,
        // Nothing is held back here: what was written has been handed to the operating system.
        BufferSize = 0,
        Options = FileOptions.Asynchronous,
    });

    public async Task AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;

        Open();
        await _file!.WriteAsync(bytes, CancellationToken.None);
        Length += bytes.Length;
    }

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;
}
