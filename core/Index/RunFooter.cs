using System.Buffers.Binary;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Index;

/// <summary>The end of a run's blob: its <see cref="RunInfo"/>, so that it can be read without a manifest.</summary>
/// <remarks><c>run ‖ version u32be = 1 ‖ footer bytes u32be ‖ CRC-32C u32be of all before ‖ "IMRN"</c>.</remarks>
public static class RunFooter
{
    /// <summary>Bytes at the blob's end that say how long the footer is.</summary>
    public const int TrailerBytes = 16;

    private const uint Version = 1;
    private const int LengthAt = sizeof(uint);
    private const int ChecksumAt = LengthAt + sizeof(uint);
    private const int MagicAt = ChecksumAt + sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "IMRN"u8;

    /// <summary>How many bytes at the blob's end are the footer, its trailer included.</summary>
    /// <param name="trailer">The blob's last <see cref="TrailerBytes"/> bytes.</param>
    /// <param name="footerBytes">Of the footer, as the trailer claims: to be compared with the blob's before so many are read. 0 on a fault.</param>
    public static RunFault TryReadLength(ReadOnlySpan<byte> trailer, out int footerBytes)
    {
        footerBytes = 0;
        if (trailer.Length != TrailerBytes) return RunFault.BadLength;
        if (!trailer[MagicAt..].SequenceEqual(Magic)) return RunFault.BadMagic;
        if (BinaryPrimitives.ReadUInt32BigEndian(trailer) != Version) return RunFault.BadVersion;
        var length = BinaryPrimitives.ReadInt32BigEndian(trailer[LengthAt..]);
        if (length < RunInfoCodec.MinBytes + TrailerBytes) return RunFault.BadLength;
        footerBytes = length;
        return RunFault.None;
    }

    /// <summary>Decodes and checks a footer: ranges, page order and offsets, and that the page roots give the run's root.</summary>
    /// <param name="footer">The footer with its trailer; hostile bytes are answered, never thrown.</param>
    /// <param name="run">The run, or null on a fault. The caller compares <see cref="RunInfo.Length"/> with the blob's.</param>
    public static RunFault TryDecode(ReadOnlySpan<byte> footer, out RunInfo? run)
    {
        run = null;
        if (footer.Length < TrailerBytes) return RunFault.BadLength;
        var trailer = footer[^TrailerBytes..];
        var fault = TryReadLength(trailer, out var footerBytes);
        if (fault != RunFault.None) return fault;
        if (footerBytes != footer.Length) return RunFault.BadLength;
        if (BinaryPrimitives.ReadUInt32BigEndian(trailer[ChecksumAt..]) != Crc32C.Compute(footer[..^(TrailerBytes - ChecksumAt)]))
            return RunFault.BadChecksum;

        fault = RunInfoCodec.TryRead(footer[..^TrailerBytes], out var read, out var consumed);
        if (fault != RunFault.None) return fault;
        if (consumed != footer.Length - TrailerBytes) return RunFault.BadLength;
        run = read;
        return RunFault.None;
    }

    /// <summary>Bytes of the footer of a run with these pages.</summary>
    internal static int Length(IReadOnlyList<PageInfo> pages) => checked(RunInfoCodec.Length(pages) + TrailerBytes);

    /// <summary>Encodes a footer.</summary>
    internal static byte[] Encode(RunInfo run)
    {
        var footer = new byte[Length(run.Pages)];
        var trailer = footer.AsSpan(RunInfoCodec.Write(run, footer));
        BinaryPrimitives.WriteUInt32BigEndian(trailer, Version);
        BinaryPrimitives.WriteInt32BigEndian(trailer[LengthAt..], footer.Length);
        BinaryPrimitives.WriteUInt32BigEndian(trailer[ChecksumAt..], Crc32C.Compute(footer.AsSpan()[..^(TrailerBytes - ChecksumAt)]));
        Magic.CopyTo(trailer[MagicAt..]);
        return footer;
    }
}
