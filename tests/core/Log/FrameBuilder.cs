using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Tests.Log;

/// <summary>Builds frames for tests, sound ones and ones that lie.</summary>
internal static class FrameBuilder
{
    public static readonly Hash Before = Hash.FromBytes([.. Enumerable.Repeat((byte)0xb0, Hash.Size)]);
    public static readonly Hash After = Hash.FromBytes([.. Enumerable.Repeat((byte)0xa1, Hash.Size)]);

    public static FrameHeader Header(int count, ulong firstIndex = 7) =>
        new(FrameKind.Entries, new UInt128(0x0102030405060708, 0x090a0b0c0d0e0f10), firstIndex, count, Before, After);

    public static FrameHeader SealHeader(ulong firstIndex = 7) =>
        new(FrameKind.Seal, UInt128.MaxValue, firstIndex, 0, After, After);

    public static byte[] Records(params (byte[] Key, byte[] Value)[] entries)
    {
        var records = new List<byte>();
        foreach (var (key, value) in entries)
        {
            var record = new byte[EntryCodec.EncodedLength(key.Length, value.Length)];
            EntryCodec.Encode(EntryKind.Plain, key, value, record);
            records.AddRange(record);
        }

        return [.. records];
    }

    public static byte[] Frame(in FrameHeader header, ReadOnlySpan<byte> records)
    {
        var frame = new byte[FrameCodec.HeaderLength + records.Length];
        records.CopyTo(frame.AsSpan(FrameCodec.HeaderLength));
        FrameCodec.WriteHeader(frame, header);
        return frame;
    }

    /// <summary>A frame of version 2, or of version 1 if there are no requests.</summary>
    public static byte[] Frame(in FrameHeader header, ReadOnlySpan<FrameRequest> requests, ReadOnlySpan<byte> records)
    {
        var frame = new byte[FrameCodec.HeaderLength + RequestTable.LengthOf(requests.Length) + records.Length];
        records.CopyTo(frame.AsSpan(frame.Length - records.Length));
        FrameCodec.WriteHeader(frame, header, requests);
        return frame;
    }

    /// <summary>Makes the checksum fit whatever the frame holds.</summary>
    public static void Repair(Span<byte> frame)
    {
        var checksum = Crc32C.Append(Crc32C.Compute(frame.Slice(4, 4)), frame[12..]);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(frame[8..], checksum);
    }

    /// <summary>A frame of one entry with <paramref name="bytes"/> written at <paramref name="at"/> and a checksum that fits.</summary>
    public static byte[] Forged(int at, params byte[] bytes)
    {
        var frame = Frame(Header(1), Records(("k"u8.ToArray(), "v"u8.ToArray())));
        bytes.CopyTo(frame, at);
        Repair(frame);
        return frame;
    }
}
