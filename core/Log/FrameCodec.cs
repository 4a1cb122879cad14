using System.Buffers.Binary;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Log;

/// <summary>Writes and reads frames: one frame is one atomic batch is one append to a segment.</summary>
/// <remarks>
/// <c>"IMFL" ‖ body bytes u32be ‖ CRC-32C of (length ‖ body) u32be ‖ body</c> with body =
/// <c>version(1) = 1 ‖ kind(1) ‖ batch id(16) ‖ first index u64be ‖ count u32be ‖ root before(32) ‖ root after(32) ‖
/// entry records</c>. The checksum covers the length too, so a damaged length cannot make other bytes look sound.
/// Version 2 has a <see cref="RequestTable"/> before the entry records; a frame none of whose requests carried an id is of version 1.
/// </remarks>
public static class FrameCodec
{
    /// <summary>Bytes before the table of requests, if there is one, and the entry records; the whole of a seal.</summary>
    public const int HeaderLength = RootAfterAt + Hash.Size;

    /// <summary>Bytes of the largest frame: what one append to an Azure append blob takes (100 MiB).</summary>
    public const int MaxLength = 100 * 1024 * 1024;

    /// <summary>Bytes that tell a frame's length: magic and length field.</summary>
    public const int LengthPrefix = ChecksumAt;

    private const byte Version = 1;
    private const byte VersionWithRequests = 2;

    private const int BodyLengthAt = 4;
    private const int ChecksumAt = BodyLengthAt + sizeof(uint);
    private const int BodyAt = ChecksumAt + sizeof(uint);
    private const int VersionAt = BodyAt;
    private const int KindAt = VersionAt + 1;
    private const int BatchIdAt = KindAt + 1;
    private const int FirstIndexAt = BatchIdAt + 16;
    private const int CountAt = FirstIndexAt + sizeof(ulong);
    private const int RootBeforeAt = CountAt + sizeof(uint);
    private const int RootAfterAt = RootBeforeAt + Hash.Size;

    /// <summary>What every frame begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "IMFL"u8;

    /// <summary>Completes a frame whose entry records are already in place.</summary>
    /// <param name="frame">The whole frame: room for the header, then the records from <see cref="HeaderLength"/> to the end.</param>
    /// <param name="header">What to write; its count must be that of the records.</param>
    /// <exception cref="ArgumentException">The frame is too short or too long, or the header does not fit its bytes.</exception>
    public static void WriteHeader(Span<byte> frame, in FrameHeader header) => WriteHeader(frame, header, []);

    /// <summary>Completes a frame whose entry records are already in place.</summary>
    /// <param name="frame">The whole frame: room for the header and the table of requests, then the records to the end.</param>
    /// <param name="header">What to write; its count must be that of the records.</param>
    /// <param name="requests">The requests that carried an id, in the order of their entries; none for a frame of version 1.</param>
    /// <exception cref="ArgumentException">The frame is too short or too long, or header or requests do not fit its bytes.</exception>
    public static void WriteHeader(Span<byte> frame, in FrameHeader header, ReadOnlySpan<FrameRequest> requests)
    {
        var tableLength = RequestTable.LengthOf(requests.Length);
        if (frame.Length < HeaderLength + tableLength || frame.Length > MaxLength)
            throw new ArgumentException($"A frame takes {HeaderLength + tableLength} to {MaxLength} bytes, not {frame.Length}.", nameof(frame));
        RequestTable.Write(requests, frame[HeaderLength..]);
        if (tableLength != 0 && !RequestTable.TryRead(frame[HeaderLength..], header.Count, out _))
            throw new ArgumentException($"The requests are not in the order of their entries, or reach past the {header.Count} there are.", nameof(requests));
        var fault = Check(header, frame.Length - HeaderLength - tableLength);
        if (fault != FrameFault.None)
            throw new ArgumentException($"{fault}: {header.Kind} of {header.Count} entries from index {header.FirstIndex} in {frame.Length} bytes.", nameof(header));

        Magic.CopyTo(frame);
        WriteLength(frame);
        frame[VersionAt] = tableLength == 0 ? Version : VersionWithRequests;
        frame[KindAt] = (byte)header.Kind;
        BinaryPrimitives.WriteUInt128BigEndian(frame[BatchIdAt..], header.BatchId);
        BinaryPrimitives.WriteUInt64BigEndian(frame[FirstIndexAt..], header.FirstIndex);
        BinaryPrimitives.WriteInt32BigEndian(frame[CountAt..], header.Count);
        header.RootBefore.CopyTo(frame[RootBeforeAt..]);
        header.RootAfter.CopyTo(frame[RootAfterAt..]);
        WriteChecksum(frame);
    }

    /// <summary>Writes the length field so that the frame claims to be just as long as <paramref name="frame"/>.</summary>
    /// <param name="frame">At least <see cref="HeaderLength"/> bytes; the rest of it is left as it is.</param>
    public static void WriteLength(Span<byte> frame) =>
        BinaryPrimitives.WriteInt32BigEndian(frame[BodyLengthAt..], frame.Length - BodyAt);

    /// <summary>Writes the checksum that <paramref name="frame"/> should have: to look into a frame whose own does not fit.</summary>
    /// <param name="frame">At least <see cref="HeaderLength"/> bytes, and just as long as its length field says.</param>
    public static void WriteChecksum(Span<byte> frame) => BinaryPrimitives.WriteUInt32BigEndian(frame[ChecksumAt..], Checksum(frame));

    /// <summary>Reads the frame at the start of <paramref name="source"/>; more bytes may follow it.</summary>
    /// <param name="source">Bytes from anywhere; hostile ones are answered, never thrown.</param>
    /// <param name="header">What the frame says about itself; default on a fault.</param>
    /// <param name="entries">The entry records, unread: walk them with <see cref="EntryReader"/>. Empty on a fault.</param>
    /// <param name="frameLength">Bytes of the frame as its prefix claims, also on later faults (so that
    /// <see cref="FrameFault.Incomplete"/> says how much is needed); 0 when the prefix itself is short or damaged.</param>
    /// <remarks>Checks magic, length, checksum, version, requests, kind and that the count can fit, in this order.</remarks>
    public static FrameFault Read(
        ReadOnlySpan<byte> source, out FrameHeader header, out ReadOnlySpan<byte> entries, out int frameLength) =>
        Read(source, out header, out _, out entries, out frameLength);

    /// <summary>Reads the frame at the start of <paramref name="source"/>; more bytes may follow it.</summary>
    /// <param name="source">Bytes from anywhere; hostile ones are answered, never thrown.</param>
    /// <param name="header">What the frame says about itself; default on a fault.</param>
    /// <param name="requests">Its requests that carried an id; empty on a fault.</param>
    /// <param name="entries">The entry records, unread: walk them with <see cref="EntryReader"/>. Empty on a fault.</param>
    /// <param name="frameLength">As for the other overload.</param>
    /// <remarks>Checks magic, length, checksum, version, requests, kind and that the count can fit, in this order.</remarks>
    public static FrameFault Read(
        ReadOnlySpan<byte> source, out FrameHeader header, out RequestTable requests, out ReadOnlySpan<byte> entries, out int frameLength)
    {
        header = default;
        requests = default;
        entries = default;
        var fault = ReadPrefix(source, out frameLength);
        if (fault != FrameFault.None) return fault;
        if (source.Length < frameLength) return FrameFault.Incomplete;

        var frame = source[..frameLength];
        if (BinaryPrimitives.ReadUInt32BigEndian(frame[ChecksumAt..]) != Checksum(frame)) return FrameFault.BadChecksum;
        if (frame[VersionAt] is not (Version or VersionWithRequests)) return FrameFault.BadVersion;

        var read = new FrameHeader(
            (FrameKind)frame[KindAt],
            BinaryPrimitives.ReadUInt128BigEndian(frame[BatchIdAt..]),
            BinaryPrimitives.ReadUInt64BigEndian(frame[FirstIndexAt..]),
            BinaryPrimitives.ReadInt32BigEndian(frame[CountAt..]),
            Hash.FromBytes(frame.Slice(RootBeforeAt, Hash.Size)),
            Hash.FromBytes(frame.Slice(RootAfterAt, Hash.Size)));
        var table = default(RequestTable);
        if (frame[VersionAt] == VersionWithRequests && !RequestTable.TryRead(frame[HeaderLength..], read.Count, out table))
            return FrameFault.BadRequests;
        fault = Check(read, frameLength - HeaderLength - table.Length);
        if (fault != FrameFault.None) return fault;

        header = read;
        requests = table;
        entries = frame[(HeaderLength + table.Length)..];
        return FrameFault.None;
    }

    /// <summary>Tells how long the frame at the start of <paramref name="source"/> claims to be.</summary>
    /// <param name="source">At least <see cref="LengthPrefix"/> bytes for an answer.</param>
    /// <param name="frameLength">Bytes, <see cref="HeaderLength"/> to <see cref="MaxLength"/>; 0 when the answer is false.</param>
    /// <returns>False when the bytes are too few or cannot start a frame.</returns>
    public static bool TryReadLength(ReadOnlySpan<byte> source, out int frameLength) =>
        ReadPrefix(source, out frameLength) == FrameFault.None;

    private static FrameFault ReadPrefix(ReadOnlySpan<byte> source, out int frameLength)
    {
        frameLength = 0;
        var start = source[..Math.Min(source.Length, Magic.Length)];
        if (!Magic.StartsWith(start)) return FrameFault.BadMagic;
        if (source.Length < LengthPrefix) return FrameFault.Incomplete;

        var bodyLength = BinaryPrimitives.ReadUInt32BigEndian(source[BodyLengthAt..]);
        if (bodyLength is < HeaderLength - BodyAt or > MaxLength - BodyAt) return FrameFault.BadLength;
        frameLength = BodyAt + (int)bodyLength;
        return FrameFault.None;
    }

    private static uint Checksum(ReadOnlySpan<byte> frame) =>
        Crc32C.Append(Crc32C.Compute(frame[BodyLengthAt..ChecksumAt]), frame[BodyAt..]);

    private static FrameFault Check(in FrameHeader header, int entriesLength) => header.Kind switch
    {
        FrameKind.Seal => header.Count == 0 && entriesLength == 0 && header.RootBefore == header.RootAfter
            ? FrameFault.None
            : FrameFault.BadSeal,
        FrameKind.Entries => header.Count >= 1
            && header.Count <= entriesLength / EntryCodec.MinLength
            && header.FirstIndex <= ulong.MaxValue - (uint)header.Count
            ? FrameFault.None
            : FrameFault.BadCount,
        _ => FrameFault.BadKind,
    };
}
