using System.Buffers.Binary;
using ImmuFunctions.Core.Log;
using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>The length of an append blob that was acknowledged, in a file of its own beside the blob.</summary>
/// <remarks>
/// <para>It is written after each append's fsync and before its acknowledgement, without an fsync of its own. So it survives
/// kill -9 exactly; after a power failure it may be behind, never ahead. The boot it was written in is kept with it to tell the two apart.</para>
/// <para>Layout, 32 bytes: acknowledged length (u64be), boot id (16 bytes), zero (4 bytes), CRC-32C of the 28 bytes before (u32be).</para>
/// </remarks>
internal static class AcknowledgedMark
{
    public const string Extension = ".ack";

    private const int ByteLength = 32;
    private static readonly byte[] Boot = ReadBootId();

    /// <summary>Opens a blob's mark for <see cref="Write"/>; makes an empty one, which says nothing, if there is none.</summary>
    public static SafeFileHandle OpenToWrite(string blobPath) =>
        File.OpenHandle(blobPath + Extension, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>What the mark beside a blob says; nothing if there is none, or none that can be read.</summary>
    public static Acknowledged Read(string blobPath)
    {
        try
        {
            using SafeFileHandle handle = File.OpenHandle(blobPath + Extension, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> bytes = stackalloc byte[ByteLength];
            bool known = DurableFile.ReadFully(handle, 0, bytes) == ByteLength
                && BinaryPrimitives.ReadUInt32BigEndian(bytes[28..]) == Crc32C.Compute(bytes[..28]);
            return known
                ? new Acknowledged(BinaryPrimitives.ReadInt64BigEndian(bytes), IsExact: Boot.Length > 0 && bytes.Slice(8, 16).SequenceEqual(Boot))
                : default;
        }
        catch (FileNotFoundException)
        {
            return default;
        }
    }

    public static void Delete(string blobPath) => File.Delete(blobPath + Extension);

    /// <summary>Writes a mark; returns what a later <see cref="Read"/> on this boot gives.</summary>
    public static Acknowledged Write(SafeFileHandle handle, long length)
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, length);
        Boot.CopyTo(bytes[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[28..], Crc32C.Compute(bytes[..28]));
        RandomAccess.Write(handle, bytes, 0);
        return new Acknowledged(length, IsExact: Boot.Length > 0);
    }

    private static byte[] ReadBootId()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        return File.Exists(path) && Guid.TryParse(File.ReadAllText(path), out Guid id) ? id.ToByteArray() : [];
    }
}
