using System.Runtime.InteropServices;

namespace Dispatch.Worker.Completions;

/// <summary>A draw that comes out the same whenever, and in whichever worker, it is made for a request at the same point of its way.</summary>
internal static class StableDraw
{
    private const ulong Basis = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;

    /// <summary>0 to below 1.</summary>
    /// <param name="id">The request's id.</param>
    /// <param name="step">How far the request has come.</param>
    public static double Of(string id, int step)
    {
        var hash = Basis;
        foreach (var unit in MemoryMarshal.AsBytes(id.AsSpan()))
            hash = (hash ^ unit) * Prime;
        hash = (hash ^ (uint)step) * Prime;

        // The last round of MurmurHash3: ids that differ in their last sign only must not be drawn alike.
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return ((hash ^ (hash >> 33)) >> 11) * (1.0 / (1UL << 53));
    }
}
