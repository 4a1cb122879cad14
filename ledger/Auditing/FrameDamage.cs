using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Recovery;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Says what is wrong with a log, and with which entry, as far as that can be told.</summary>
/// <remarks>An entry of a damaged frame is found by its leaf: in the stored hash tiles, or in what is remembered of the last ones. That only helps to
/// name it; that the frame is damaged is known before.</remarks>
internal sealed class FrameDamage(IBlobStore store, StorageNames names, AuditState known)
{
    /// <summary>Bytes of the log are no frame.</summary>
    /// <param name="segment">First index of the segment.</param>
    /// <param name="position">Where in it.</param>
    /// <param name="fault">Why they are none.</param>
    /// <param name="rest">All bytes from there on.</param>
    /// <param name="tail">The tree before them.</param>
    /// <param name="cancellationToken">Gives up reading tiles.</param>
    public async ValueTask<AuditFailureException> UnreadableAsync(
        ulong segment, long position, FrameFault fault, byte[] rest, TreeTail tail, CancellationToken cancellationToken)
    {
        string what = $"at byte {position} of {names.Segment(segment)} there is no frame ({fault})";
        if (fault == FrameFault.BadChecksum && FrameCodec.TryReadLength(rest, out int length) && length <= rest.Length)
        {
            byte[] frame = rest[..length];
            FrameCodec.WriteChecksum(frame);
            if (FrameCodec.Read(frame, out FrameHeader header, out _, out _) == FrameFault.None && header.FirstIndex == tail.Size)
            {
                ulong last = header.FirstIndex + (ulong)Math.Max(header.Count, 1) - 1;
                Hash[]? leaves = LeavesOf(frame, header);
                if (leaves is not null && await FirstOtherAsync(header.FirstIndex, leaves, cancellationToken).ConfigureAwait(false) is var (index, expected, found))
                    return Failure(AuditFault.LogDamaged, segment, index, index, expected.ToString(), found.ToString(), what + ": the entry's content was changed");
                if (leaves is null)
                    return Failure(AuditFault.LogDamaged, segment, header.FirstIndex, last, $"{header.Count} records", "records that cannot be told apart", what + ": an entry was changed");
                Hash root = tail.Append(leaves, []).Root;
                return root == header.RootAfter
                    ? Failure(AuditFault.LogDamaged, segment, header.FirstIndex, last, "the frame that was written", "another", what + ": something besides its entries was changed")
                    : Failure(AuditFault.LogDamaged, segment, header.FirstIndex, last, header.RootAfter.ToString(), root.ToString(), what + ": an entry was changed");
            }
        }

        return Failure(AuditFault.LogDamaged, segment, tail.Size, LastKnownFrom(tail.Size), "a frame", fault.ToString(), what);
    }

    /// <summary>A frame does not follow from the log before it.</summary>
    /// <param name="segment">First index of the segment.</param>
    /// <param name="reader">Has read the frame.</param>
    /// <param name="staged">What was made of it.</param>
    /// <param name="tail">The tree before it.</param>
    /// <param name="fault">What does not fit.</param>
    /// <param name="cancellationToken">Gives up reading tiles.</param>
    public async ValueTask<AuditFailureException> UnfittingAsync(
        ulong segment, FrameReader reader, StagedFrame staged, TreeTail tail, string fault, CancellationToken cancellationToken)
    {
        FrameHeader header = reader.Header;
        string what = $"the frame at byte {reader.FramePosition} of {names.Segment(segment)} does not follow from the log before it: {fault}";
        if (header.FirstIndex != tail.Size)
            return Failure(AuditFault.LogDamaged, segment, tail.Size, LastKnownFrom(tail.Size), $"entry {tail.Size}", $"entry {header.FirstIndex}", what);
        ulong last = header.FirstIndex + (ulong)Math.Max(header.Count, 1) - 1;
        if (header.RootBefore != tail.Root)
            return Failure(AuditFault.LogDamaged, segment, header.FirstIndex, last, tail.Root.ToString(), header.RootBefore.ToString(), what);
        if (staged.Leaves.Length != header.Count)
            return Failure(AuditFault.LogDamaged, segment, header.FirstIndex + (ulong)staged.Leaves.Length, last, $"{header.Count} records", $"{staged.Leaves.Length}", what);
        Hash[] leaves = staged.Leaves.ToArray();
        return await FirstOtherAsync(header.FirstIndex, leaves, cancellationToken).ConfigureAwait(false) is var (index, expected, found)
            ? Failure(AuditFault.LogDamaged, segment, index, index, expected.ToString(), found.ToString(), what)
            : Failure(AuditFault.LogDamaged, segment, header.FirstIndex, last, header.RootAfter.ToString(), tail.Append(leaves, []).Root.ToString(), what);
    }

    /// <summary>Where the audited part of the log ended there is nothing.</summary>
    public async ValueTask<AuditFailureException> NoAnchorAsync(AuditMark from, FrameReader reader, CancellationToken cancellationToken)
    {
        string segment = names.Segment(from.Segment);
        if (reader.Fault is not (FrameFault.None or FrameFault.Incomplete))
        {
            return Failure(
                AuditFault.LogDamaged, from.Segment, null, from.Size - 1, Of(from), reader.Fault.ToString(),
                $"at byte {from.LastFrame} of {segment} there is no frame ({reader.Fault}), where the log was audited before");
        }

        bool isMissing = await store.ReadAsync(segment, 0, new byte[1], cancellationToken).ConfigureAwait(false) < 0;
        return Failure(
            AuditFault.LogCut, from.Segment, null, from.Size - 1, Of(from), isMissing ? "no such segment" : $"nothing at byte {from.LastFrame}",
            $"the log was set back: {from.Size} entries were audited before, and {segment} {(isMissing ? "is missing" : "ends before the last of them")}");
    }

    /// <summary>Where the audited part of the log ended there is another frame.</summary>
    public AuditFailureException OtherAnchor(AuditMark from, in FrameHeader header) => Failure(
        AuditFault.LogForked, from.Segment, header.FirstIndex, from.Size - 1, Of(from), $"{header.FirstIndex + (ulong)header.Count} entries with root {header.RootAfter}",
        $"the log was rewritten: at byte {from.LastFrame} of {names.Segment(from.Segment)} lies another frame than when it was audited");

    /// <summary>A segment is shorter than what its store acknowledged.</summary>
    public AuditFailureException Cut(ulong segment, long position, long acknowledged, TreeTail tail) => Failure(
        AuditFault.LogCut, segment, tail.Size, LastKnownFrom(tail.Size), $"{acknowledged} bytes", $"{position} bytes",
        $"the end of {names.Segment(segment)} was cut off: more was acknowledged");

    /// <summary>Bytes follow the frame that ends a segment.</summary>
    public AuditFailureException BehindSeal(ulong segment, long position, TreeTail tail) => Failure(
        AuditFault.LogDamaged, segment, tail.Size, null, "the segment's end", "more bytes", $"bytes follow the seal of {names.Segment(segment)}, from byte {position} on");

    /// <summary>A seal ends a segment in which there is no entry: the next would have its name.</summary>
    public AuditFailureException EmptySegment(ulong segment, TreeTail tail) => Failure(
        AuditFault.LogDamaged, segment, tail.Size, null, "entries", "a seal", $"{names.Segment(segment)} holds a seal and no entry");

    private static string Of(AuditMark mark) => $"{mark.Size} entries with root {mark.Root}";

    private ulong? LastKnownFrom(ulong first) => known.Size > first ? known.Size - 1 : null;

    private AuditFailureException Failure(AuditFault fault, ulong segment, ulong? first, ulong? last, string expected, string found, string what) =>
        new(new AuditFailure(fault, names.Segment(segment), first ?? last, last, expected, found, what));

    private static Hash[]? LeavesOf(byte[] frame, in FrameHeader header)
    {
        FrameCodec.Read(frame, out _, out ReadOnlySpan<byte> entries, out _);
        var leaves = new List<Hash>(header.Count);
        var walk = new EntryReader(entries, header.Count);
        for (ulong index = header.FirstIndex; walk.MoveNext(); index++)
            leaves.Add(TreeHash.Leaf(index, walk.Current.Key, walk.Current.Value));
        return walk.Fault == FrameFault.None ? [.. leaves] : null;
    }

    // The first leaf that differs from what the tiles hold, or what is remembered.
    private async ValueTask<(ulong Index, Hash Expected, Hash Found)?> FirstOtherAsync(ulong first, Hash[] leaves, CancellationToken cancellationToken)
    {
        var bytes = new byte[Tile.ByteLength + 1];
        ulong held = ulong.MaxValue;
        for (int i = 0; i < leaves.Length; i++)
        {
            ulong index = first + (ulong)i, number = index / Tile.Width;
            if (held != number)
            {
                held = number;
                if (await store.ReadAsync(names.Tile(new TileId(0, number)), 0, bytes, cancellationToken).ConfigureAwait(false) != Tile.ByteLength)
                    bytes.AsSpan().Clear();
            }

            Hash expected = Remembered(index) ?? Hash.AsHashes(bytes.AsSpan(0, Tile.ByteLength))[(int)(index % Tile.Width)];
            if (expected != default && expected != leaves[i])
                return (index, expected, leaves[i]);
        }

        return null;
    }

    private Hash? Remembered(ulong index)
    {
        ulong from = known.Size - (known.Size % Tile.Width);
        return index >= from && index < known.Size ? known.End.Leaves[(int)(index - from)] : null;
    }
}
