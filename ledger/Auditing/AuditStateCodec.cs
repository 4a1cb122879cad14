using System.Buffers.Binary;
using System.Text;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>An <see cref="AuditState"/> as stored.</summary>
/// <remarks>
/// <para><c>"IMAU" ‖ version u32be = 1 ‖ sequence u64be ‖ failures u32be ‖ secret(16) ‖ checkpoint size u64be ‖ checkpoint root(32) ‖ key bytes u16be ‖ key ‖
/// end ‖ sweep ‖ for each full chunk: root(32) ‖ kinds(16) ‖ CRC-32C u32be of all before</c>. The key is a <see cref="VerifierKey"/> as text, or of no bytes.</para>
/// <para>A mark is <c>size u64be ‖ root(32) ‖ segment u64be ‖ last frame u64be ‖ position u64be ‖ frames u32be ‖ kinds(16) ‖ hashes of the last size % 256 leaves
/// ‖ roots of the size / 256 % 256 blocks</c>. 48 bytes per 65,536 entries, and at most 33 KiB besides.</para>
/// </remarks>
public static class AuditStateCodec
{
    private const uint Version = 1;
    private const int HeadLength = 4 + 4 + 8 + 4 + 16 + 8 + Hash.Size + 2;
    private const int MarkLength = 8 + Hash.Size + 8 + 8 + 8 + 4 + 16;
    private const int ChunkLength = Hash.Size + 16;
    private const int ChecksumLength = 4;

    private static ReadOnlySpan<byte> Magic => "IMAU"u8;

    /// <summary>Encodes a state.</summary>
    public static byte[] Encode(AuditState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        byte[] key = Encoding.UTF8.GetBytes(state.Key?.ToString() ?? "");
        var bytes = new byte[HeadLength + key.Length + LengthOf(state.End) + LengthOf(state.Sweep) + (ChunkLength * state.Chunks.Count) + ChecksumLength];
        Span<byte> rest = bytes;
        Magic.CopyTo(rest);
        BinaryPrimitives.WriteUInt32BigEndian(rest[4..], Version);
        BinaryPrimitives.WriteUInt64BigEndian(rest[8..], state.Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(rest[16..], state.Failures);
        BinaryPrimitives.WriteUInt128BigEndian(rest[20..], state.Secret);
        BinaryPrimitives.WriteUInt64BigEndian(rest[36..], state.CheckpointSize);
        state.CheckpointRoot.CopyTo(rest[44..]);
        BinaryPrimitives.WriteUInt16BigEndian(rest[76..], (ushort)key.Length);
        key.CopyTo(rest[HeadLength..]);
        rest = rest[(HeadLength + key.Length)..];
        Write(state.End, ref rest);
        Write(state.Sweep, ref rest);
        foreach (ChunkMemory chunk in state.Chunks)
        {
            chunk.Root.CopyTo(rest);
            BinaryPrimitives.WriteUInt128BigEndian(rest[Hash.Size..], chunk.Kinds);
            rest = rest[ChunkLength..];
        }

        BinaryPrimitives.WriteUInt32BigEndian(rest, Crc32C.Compute(bytes.AsSpan()[..^ChecksumLength]));
        return bytes;
    }

    /// <summary>Decodes a state, and checks that its parts give its roots.</summary>
    /// <param name="bytes">Bytes from anywhere; what is no state is answered, never thrown.</param>
    /// <returns>Null if they are none.</returns>
    public static AuditState? TryDecode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadLength + (2 * MarkLength) + ChecksumLength || !bytes.StartsWith(Magic)) return null;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[^ChecksumLength..]) != Crc32C.Compute(bytes[..^ChecksumLength])) return null;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) != Version) return null;

        int keyLength = BinaryPrimitives.ReadUInt16BigEndian(bytes[76..]);
        ReadOnlySpan<byte> rest = bytes[HeadLength..^ChecksumLength];
        if (rest.Length < keyLength) return null;
        VerifierKey? key = keyLength == 0 ? null : VerifierKey.TryParse(Encoding.UTF8.GetString(rest[..keyLength]));
        if (keyLength != 0 && key is null) return null;
        rest = rest[keyLength..];
        if (TryReadMark(ref rest) is not { } end || TryReadMark(ref rest) is not { } sweep || sweep.Size > end.Size) return null;
        if (rest.Length % ChunkLength != 0 || rest.Length / ChunkLength != end.Chunks) return null;
        var chunks = new ChunkMemory[end.Chunks];
        for (int i = 0; i < chunks.Length; i++, rest = rest[ChunkLength..])
            chunks[i] = new ChunkMemory(Hash.FromBytes(rest[..Hash.Size]), BinaryPrimitives.ReadUInt128BigEndian(rest[Hash.Size..]));
        if (end.ToTail(chunks).Root != end.Root || sweep.ToTail(chunks).Root != sweep.Root) return null;

        return new AuditState
        {
            Sequence = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            Failures = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
            Secret = BinaryPrimitives.ReadUInt128BigEndian(bytes[20..]),
            CheckpointSize = BinaryPrimitives.ReadUInt64BigEndian(bytes[36..]),
            CheckpointRoot = Hash.FromBytes(bytes.Slice(44, Hash.Size)),
            Key = key,
            Chunks = chunks,
            End = end,
            Sweep = sweep,
        };
    }

    private static int LengthOf(AuditMark mark) => MarkLength + (Hash.Size * (mark.Leaves.Count + mark.Blocks.Count));

    private static void Write(AuditMark mark, ref Span<byte> rest)
    {
        BinaryPrimitives.WriteUInt64BigEndian(rest, mark.Size);
        mark.Root.CopyTo(rest[8..]);
        BinaryPrimitives.WriteUInt64BigEndian(rest[40..], mark.Segment);
        BinaryPrimitives.WriteInt64BigEndian(rest[48..], mark.LastFrame);
        BinaryPrimitives.WriteInt64BigEndian(rest[56..], mark.Position);
        BinaryPrimitives.WriteInt32BigEndian(rest[64..], mark.Frames);
        BinaryPrimitives.WriteUInt128BigEndian(rest[68..], mark.Kinds);
        rest = rest[MarkLength..];
        foreach (Hash hash in mark.Leaves.Concat(mark.Blocks))
        {
            hash.CopyTo(rest);
            rest = rest[Hash.Size..];
        }
    }

    private static AuditMark? TryReadMark(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < MarkLength) return null;
        ReadOnlySpan<byte> head = rest[..MarkLength];
        ulong size = BinaryPrimitives.ReadUInt64BigEndian(head);
        if (size > TreeSize.Max || size / ChunkMemory.Entries > int.MaxValue) return null;
        (int leaves, int blocks) = ((int)(size % Tile.Width), AuditMark.BlocksAt(size));
        rest = rest[MarkLength..];
        if (rest.Length < Hash.Size * (leaves + blocks)) return null;
        var mark = new AuditMark
        {
            Size = size,
            Root = Hash.FromBytes(head.Slice(8, Hash.Size)),
            Segment = BinaryPrimitives.ReadUInt64BigEndian(head[40..]),
            LastFrame = BinaryPrimitives.ReadInt64BigEndian(head[48..]),
            Position = BinaryPrimitives.ReadInt64BigEndian(head[56..]),
            Frames = BinaryPrimitives.ReadInt32BigEndian(head[64..]),
            Kinds = BinaryPrimitives.ReadUInt128BigEndian(head[68..]),
            Leaves = Hash.AsHashes(rest[..(Hash.Size * leaves)]).ToArray(),
            Blocks = Hash.AsHashes(rest.Slice(Hash.Size * leaves, Hash.Size * blocks)).ToArray(),
        };
        rest = rest[(Hash.Size * (leaves + blocks))..];
        return mark is { LastFrame: >= 0, Frames: >= 0 } && mark.Position >= mark.LastFrame ? mark : null;
    }
}
