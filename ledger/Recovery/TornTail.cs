using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Ledger.Recovery;

/// <summary>Decides what bytes behind the last whole frame are: the remains of an append that was never acknowledged, or damage.</summary>
/// <remarks>
/// The store knows best: what it acknowledged must be whole. Where it does not know for sure (after a power failure), only what a torn
/// write looks like is cut: a frame that stops short, or whose end was never written and reads as zeros, with no frame behind it.
/// A whole frame with a wrong checksum is not a torn write.
/// </remarks>
internal sealed class TornTail(IBlobStore store, StorageNames names, ILogger log)
{
    private const int SectorBytes = 512;
    private const int MaxCandidates = 1000;

    public async Task CutAsync(Snapshot last, FrameFault fault, CancellationToken cancellationToken)
    {
        LogEnd end = last.End;
        string segment = names.Segment(end.Segment);
        Acknowledged acknowledged = await store.AcknowledgedAsync(segment, cancellationToken).ConfigureAwait(false);
        byte[] rest = await ReadRestAsync(store, segment, end.Position, cancellationToken).ConfigureAwait(false);

        bool isTorn = end.Position >= acknowledged.AtLeast && (acknowledged.IsExact || LooksTorn(rest, end.Position, fault));
        if (!isTorn || !await store.CutTailAsync(segment, end.Position, cancellationToken).ConfigureAwait(false))
        {
            throw LedgerException.Corrupt(
                $"{segment} was changed: no frame can be read at byte {end.Position}, from entry {last.Size} on ({fault}), and what is there does not look like a write that was cut short. Restore the file from a copy.");
        }

        RecoveryLog.Cut(log, segment, rest.Length, end.Position);
    }

    /// <summary>Everything from a position of a blob on.</summary>
    public static async Task<byte[]> ReadRestAsync(IBlobStore store, string segment, long position, CancellationToken cancellationToken)
    {
        var rest = new byte[1 << 16];
        int length = 0;
        while (await store.ReadAsync(segment, position + length, rest.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and int read)
        {
            length += read;
            if (length == rest.Length)
                Array.Resize(ref rest, rest.Length * 2);
        }

        return rest[..length];
    }

    /// <summary>Whether bytes look like a write that was cut short.</summary>
    /// <param name="rest">All bytes from the last whole frame's end to the blob's.</param>
    /// <param name="position">Where they begin in the blob.</param>
    /// <param name="fault">Why they are no frame.</param>
    public static bool LooksTorn(byte[] rest, long position, FrameFault fault)
    {
        int zerosFrom = rest.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        long firstUnwritten = (position + zerosFrom + SectorBytes - 1) / SectorBytes * SectorBytes;
        bool endNotWritten = zerosFrom == 0 || firstUnwritten < position + rest.Length;
        return (endNotWritten || fault == FrameFault.Incomplete) && !IsWholeWithAnotherLength(rest) && !HoldsFrameFurtherOn(rest);
    }

    // A whole frame whose length was changed looks short too; with its true length its checksum fits.
    private static bool IsWholeWithAnotherLength(byte[] rest)
    {
        if (rest.Length < FrameCodec.HeaderLength)
            return false;
        byte[] mended = [.. rest];
        FrameCodec.WriteLength(mended);
        return FrameCodec.Read(mended, out _, out _, out _) == FrameFault.None;
    }

    // One append is under way at a time: a whole frame further on was written after this one had been acknowledged.
    private static bool HoldsFrameFurtherOn(ReadOnlySpan<byte> rest)
    {
        int at = 0;
        for (int candidates = 0; candidates < MaxCandidates; candidates++)
        {
            int next = rest[Math.Min(at + 1, rest.Length)..].IndexOf(FrameCodec.Magic);
            if (next < 0)
                return false;
            at += 1 + next;
            if (FrameCodec.Read(rest[at..], out _, out _, out _) == FrameFault.None)
                return true;
        }

        return true; // a value made to look like frames: rather ask than cut
    }
}
