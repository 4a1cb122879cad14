using System.Buffers.Binary;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Index;

/// <summary>What lies where in a page: its blocks with their fences and roots, and a Bloom filter over the page's filter keys.</summary>
/// <remarks>
/// <c>"IMPD" ‖ blocks u32be ‖ end of each block u32be ‖ end of each fence u32be ‖ root(32) of each block ‖ fences ‖
/// filter ‖ CRC-32C u32be of all before</c>. Blocks end so many bytes after the page's start, fences so many after the
/// start of the fences. Kept in memory as stored: one array.
/// </remarks>
public sealed class PageDirectory
{
    private const int BlocksAt = 4;
    private const int TableAt = BlocksAt + sizeof(uint);
    private const int TableRowBytes = sizeof(uint) + sizeof(uint) + Hash.Size;
    private const int OverheadBytes = 64;

    private readonly byte[] _bytes;

    private PageDirectory(byte[] bytes, int blocks)
    {
        _bytes = bytes;
        BlockCount = blocks;
    }

    /// <summary>Blocks in the page, at least 1.</summary>
    public int BlockCount { get; }

    /// <summary>Memory it takes, in bytes.</summary>
    public int MemoryBytes => _bytes.Length + OverheadBytes;

    /// <summary>Bytes of the smallest directory: one block, no fence, a filter for one key.</summary>
    internal static int MinBytes => TableAt + TableRowBytes + BloomFilter.ByteLength(1) + Checksum.Size;

    private static ReadOnlySpan<byte> Magic => "IMPD"u8;

    private int FenceEndsAt => TableAt + (sizeof(uint) * BlockCount);

    private int RootsAt => FenceEndsAt + (sizeof(uint) * BlockCount);

    private int FencesAt => RootsAt + (Hash.Size * BlockCount);

    private ReadOnlySpan<byte> Filter => _bytes.AsSpan((FencesAt + FenceEnd(BlockCount - 1))..^Checksum.Size);

    /// <summary>Decodes and checks a directory.</summary>
    /// <param name="bytes">As stored; hostile bytes are answered, never thrown.</param>
    /// <param name="page">The page it should belong to: its fence, its bytes and its root must fit.</param>
    /// <param name="directory">The directory, or null on a fault.</param>
    /// <remarks>Allocates one array of as many bytes.</remarks>
    public static RunFault TryDecode(ReadOnlySpan<byte> bytes, PageInfo page, out PageDirectory? directory)
    {
        ArgumentNullException.ThrowIfNull(page);
        directory = null;
        if (bytes.Length != page.DirectoryBytes || bytes.Length < MinBytes) return RunFault.BadLength;
        if (!bytes.StartsWith(Magic)) return RunFault.BadMagic;
        if (!Checksum.IsSound(bytes)) return RunFault.BadChecksum;
        var blocks = BinaryPrimitives.ReadUInt32BigEndian(bytes[BlocksAt..]);
        if (blocks is 0 or > RunLayout.PageBlocks) return RunFault.BadContent;
        if (bytes.Length - MinBytes < TableRowBytes * ((int)blocks - 1)) return RunFault.BadLength;

        var read = new PageDirectory(bytes.ToArray(), (int)blocks);
        var fault = read.Check(page);
        if (fault == RunFault.None) directory = read;
        return fault;
    }

    /// <summary>The last block whose fence is not above <paramref name="row"/>; 0 if there is none.</summary>
    public int FindBlock(ReadOnlySpan<byte> row)
    {
        var (from, to) = (0, BlockCount);
        while (to - from > 1)
        {
            var middle = (from + to) / 2;
            (from, to) = Fence(middle).SequenceCompareTo(row) <= 0 ? (middle, to) : (from, middle);
        }

        return from;
    }

    /// <summary>A block's fence: not above its first row, above every row before it. A separator between different groups never reaches beyond the group of the block's first row.</summary>
    public ReadOnlySpan<byte> Fence(int block)
    {
        var from = block == 0 ? 0 : FenceEnd(block - 1);
        return _bytes.AsSpan(FencesAt + from, FenceEnd(block) - from);
    }

    /// <summary>Where a block lies, in bytes from the page's start.</summary>
    public (int Offset, int Length) Place(int block)
    {
        var from = block == 0 ? 0 : BlockEnd(block - 1);
        return (from, BlockEnd(block) - from);
    }

    /// <summary>The RFC 6962 root of a block's rows.</summary>
    public Hash Root(int block) => Roots()[block];

    /// <summary>False if the page holds no row with this filter key.</summary>
    public bool MayContain(ReadOnlySpan<byte> filterKey) => BloomFilter.MayContain(Filter, XxHash64.Compute(filterKey));

    /// <summary>Encodes a directory.</summary>
    /// <param name="blockEnds">Where each block ends, in bytes from the page's start.</param>
    /// <param name="fenceEnds">Where each fence ends in <paramref name="fences"/>.</param>
    /// <param name="fences">The fences, one after the other.</param>
    /// <param name="roots">The root of each block.</param>
    /// <param name="filterKeys">The hashes of the page's filter keys, at least one.</param>
    internal static byte[] Encode(
        ReadOnlySpan<int> blockEnds, ReadOnlySpan<int> fenceEnds, ReadOnlySpan<byte> fences, ReadOnlySpan<Hash> roots, ReadOnlySpan<ulong> filterKeys)
    {
        fences = fences[..fenceEnds[^1]];
        var filterBytes = BloomFilter.ByteLength(filterKeys.Length);
        var bytes = new byte[TableAt + (TableRowBytes * blockEnds.Length) + fences.Length + filterBytes + Checksum.Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(BlocksAt), blockEnds.Length);
        var directory = new PageDirectory(bytes, blockEnds.Length);
        for (var block = 0; block < blockEnds.Length; block++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(TableAt + (sizeof(uint) * block)), blockEnds[block]);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(directory.FenceEndsAt + (sizeof(uint) * block)), fenceEnds[block]);
        }

        Hash.AsBytes(roots).CopyTo(bytes.AsSpan(directory.RootsAt));
        fences.CopyTo(bytes.AsSpan(directory.FencesAt));
        var filter = bytes.AsSpan(directory.FencesAt + fences.Length, filterBytes);
        foreach (var key in filterKeys)
            BloomFilter.Add(filter, key);
        Checksum.Write(bytes);
        return bytes;
    }

    private RunFault Check(PageInfo page)
    {
        var (blockEnd, fenceEnd, room) = (0, 0, _bytes.Length - FencesAt - BloomFilter.ByteLength(1) - Checksum.Size);
        for (var block = 0; block < BlockCount; block++)
        {
            if (BlockEnd(block) < blockEnd || BlockEnd(block) - blockEnd < RunBlock.MinBytes) return RunFault.BadContent;
            if (FenceEnd(block) < fenceEnd || FenceEnd(block) > room) return RunFault.BadContent;
            (blockEnd, fenceEnd) = (BlockEnd(block), FenceEnd(block));
        }

        for (var block = 1; block < BlockCount; block++)
        {
            if (Fence(block - 1).SequenceCompareTo(Fence(block)) >= 0) return RunFault.OutOfOrder;
        }

        if (blockEnd != page.BlockBytes || !Fence(0).SequenceEqual(page.Fence.Span)) return RunFault.BadContent;
        if (Filter.Length > BloomFilter.ByteLength(RunLayout.PageRows)) return RunFault.BadContent;

        Span<Hash> roots = stackalloc Hash[RunLayout.PageBlocks];
        Span<Hash> scratch = stackalloc Hash[RowTree.ScratchFor(RunLayout.PageBlocks)];
        Roots().CopyTo(roots);
        return RowTree.Root(roots[..BlockCount], scratch) == page.Root ? RunFault.None : RunFault.BadRoot;
    }

    // Negative for what is over 2^31: refused by Check.
    private int BlockEnd(int block) => BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(TableAt + (sizeof(uint) * block)));

    private int FenceEnd(int block) => BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(FenceEndsAt + (sizeof(uint) * block)));

    private ReadOnlySpan<Hash> Roots() => Hash.AsHashes(_bytes.AsSpan(RootsAt, Hash.Size * BlockCount));
}
