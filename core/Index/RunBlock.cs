using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Index;

/// <summary>Up to 128 rows of a run, decoded.</summary>
public sealed class RunBlock
{
    private RunBlock() => throw new NotImplementedException();

    /// <summary>Rows in the block, at least 1.</summary>
    public int Count => throw new NotImplementedException();

    /// <summary>Memory it takes, in bytes.</summary>
    public int MemoryBytes => throw new NotImplementedException();

    /// <summary>Decodes and checks a block.</summary>
    /// <param name="bytes">As stored; hostile bytes are answered, never thrown.</param>
    /// <param name="root">The RFC 6962 root that its rows must have.</param>
    /// <param name="block">The block, or null on a fault.</param>
    public static RunFault TryDecode(ReadOnlySpan<byte> bytes, Hash root, out RunBlock? block) => throw new NotImplementedException();

    /// <summary>A row.</summary>
    public ReadOnlySpan<byte> Row(int row) => throw new NotImplementedException();

    /// <summary>The first row that is not below <paramref name="target"/>, or <see cref="Count"/>.</summary>
    public int LowerBound(ReadOnlySpan<byte> target) => throw new NotImplementedException();
}
