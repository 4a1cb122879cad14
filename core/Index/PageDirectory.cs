using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Index;

/// <summary>What lies where in a page: its blocks with their fences and roots, and a Bloom filter over the page's filter keys.</summary>
public sealed class PageDirectory
{
    private PageDirectory() => throw new NotImplementedException();

    /// <summary>Blocks in the page, at least 1.</summary>
    public int BlockCount => throw new NotImplementedException();

    /// <summary>Memory it takes, in bytes.</summary>
    public int MemoryBytes => throw new NotImplementedException();

    /// <summary>Decodes and checks a directory.</summary>
    /// <param name="bytes">As stored; hostile bytes are answered, never thrown.</param>
    /// <param name="page">The page it should belong to: its block bytes and its root must fit.</param>
    /// <param name="directory">The directory, or null on a fault.</param>
    public static RunFault TryDecode(ReadOnlySpan<byte> bytes, PageInfo page, out PageDirectory? directory) => throw new NotImplementedException();

    /// <summary>The last block whose fence is not above <paramref name="row"/>; 0 if there is none.</summary>
    public int FindBlock(ReadOnlySpan<byte> row) => throw new NotImplementedException();

    /// <summary>A block's fence: not above its first row, above every row before it. A separator between different groups never reaches beyond the group of the block's first row.</summary>
    public ReadOnlySpan<byte> Fence(int block) => throw new NotImplementedException();

    /// <summary>Where a block lies, in bytes from the page's start.</summary>
    public (int Offset, int Length) Place(int block) => throw new NotImplementedException();

    /// <summary>The RFC 6962 root of a block's rows.</summary>
    public Hash Root(int block) => throw new NotImplementedException();

    /// <summary>False if the page holds no row with this filter key.</summary>
    public bool MayContain(ReadOnlySpan<byte> filterKey) => throw new NotImplementedException();
}
