using System.Buffers;

namespace Dispatch.Worker.Providers;

/// <summary>A piece of a body that is put together of several without copying them.</summary>
internal sealed class BodyPiece : ReadOnlySequenceSegment<byte>
{
    private BodyPiece(ReadOnlyMemory<byte> bytes, BodyPiece? before)
    {
        Memory = bytes;
        if (before is null)
            return;

        RunningIndex = before.RunningIndex + before.Memory.Length;
        before.Next = this;
    }

    /// <summary>The pieces, one after the other.</summary>
    public static ReadOnlySequence<byte> Join(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, ReadOnlyMemory<byte> third)
    {
        var start = new BodyPiece(first, before: null);
        var end = new BodyPiece(third, new BodyPiece(second, start));
        return new ReadOnlySequence<byte>(start, 0, end, third.Length);
    }
}
