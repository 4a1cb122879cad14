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
internal sealed class AcknowledgedMark : IDisposable
{
    public const string Extension = ".ack";

    private const int ByteLength = 32;
    private static readonly byte[] Boot = ReadBootId();

    private readonly SafeFileHandle _handle;

    private AcknowledgedMark(SafeFileHandle handle, Acknowledged value)
    {
        _handle = handle;
        Value = value;
    }

    public Acknowledged Value { get; private set; }

    public static AcknowledgedMark Open(string blobPath)
    {
        SafeFileHandle handle = File.OpenHandle(blobPath + Extension, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        Span<byte> bytes = stackalloc byte[ByteLength];
        bool known = DurableFile.ReadFully(handle, 0, bytes) == ByteLength
            && BinaryPrimitives.ReadUInt32BigEndian(bytes[28..]) == Crc32C.Compute(bytes[..28]);
        Acknowledged value = known
            ? new Acknowledged(BinaryPrimitives.ReadInt64BigEndian(bytes), IsExact: Boot.Length > 0 && bytes.Slice(8, 16).SequenceEqual(Boot))
            : default;
        return new AcknowledgedMark(handle, value);
    }

    public static void Delete(string blobPath) => File.Delete(blobPath + Extension);

    public void Write(long length)
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, length);
        Boot.CopyTo(bytes[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[28..], Crc32C.Compute(bytes[..28]));
        RandomAccess.Write(_handle, bytes, 0);
        Value = new Acknowledged(length, IsExact: Boot.Length > 0);
    }

    public void Dispose() => _handle.Dispose();

    private static byte[] ReadBootId()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        return File.Exists(path) && Guid.TryParse(File.ReadAllText(path), out Guid id) ? id.ToByteArray() : [];
    }
}
