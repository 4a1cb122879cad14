using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Index;

/// <summary>Gathers what the directory of a page says, while its blocks are written.</summary>
internal sealed class PageBuilder
{
    private readonly Hash[] _leaves = new Hash[RunLayout.PageRows];
    private readonly Hash[] _scratch = new Hash[RowTree.ScratchFor(RunLayout.PageRows)];
    private readonly ulong[] _filterKeys = new ulong[RunLayout.PageRows];
    private readonly int[] _blockEnds = new int[RunLayout.PageBlocks];
    private readonly int[] _fenceEnds = new int[RunLayout.PageBlocks];
    private byte[] _fences = new byte[1024];
    private int _keyCount;
    private int _blocks;
    private int _hashed;

    /// <summary>Whether all its blocks are there.</summary>
    public bool IsFull => _blocks == RunLayout.PageBlocks;

    /// <summary>Whether no block is there yet.</summary>
    public bool IsEmpty => _blocks == 0;

    /// <summary>Whether no filter key is there yet.</summary>
    public bool HasNoKey => _keyCount == 0;

    /// <summary>Adds a filter key that is not yet there.</summary>
    public void AddKey(ReadOnlySpan<byte> filterKey) => _filterKeys[_keyCount++] = XxHash64.Compute(filterKey);

    /// <summary>Takes the leaves of the next rows.</summary>
    public void AddLeaves(RowBatch rows)
    {
        var count = rows.Count;
        rows.Hash(_leaves.AsSpan(_hashed));
        _hashed += count;
    }

    /// <summary>Begins a block.</summary>
    /// <param name="fence">See <see cref="PageDirectory.Fence"/>.</param>
    public void BeginBlock(ReadOnlySpan<byte> fence)
    {
        var from = _blocks == 0 ? 0 : _fenceEnds[_blocks - 1];
        if (_fences.Length - from < fence.Length)
            Array.Resize(ref _fences, Math.Max(2 * _fences.Length, from + fence.Length));
        fence.CopyTo(_fences.AsSpan(from));
        _fenceEnds[_blocks] = from + fence.Length;
    }

    /// <summary>Ends the block begun last.</summary>
    /// <param name="length">Its bytes.</param>
    public void EndBlock(int length)
    {
        _blockEnds[_blocks] = (_blocks == 0 ? 0 : _blockEnds[_blocks - 1]) + length;
        _blocks++;
    }

    /// <summary>Makes the directory and begins the next page. All leaves must have been added.</summary>
    /// <param name="offset">Where the page begins in the blob.</param>
    /// <param name="page">The page.</param>
    /// <returns>The directory.</returns>
    public byte[] Finish(long offset, out PageInfo page)
    {
        var roots = RowTree.Raise(_leaves.AsSpan(0, _hashed), _scratch, RowTree.BlockLevels);
        var directory = PageDirectory.Encode(
            _blockEnds.AsSpan(0, _blocks), _fenceEnds.AsSpan(0, _blocks), _fences, roots, _filterKeys.AsSpan(0, _keyCount));
        var root = RowTree.Root(roots, new Hash[RowTree.ScratchFor(_blocks)]);
        page = new PageInfo(_fences.AsSpan(0, _fenceEnds[0]).ToArray(), offset, _blockEnds[_blocks - 1], directory.Length, root);
        (_blocks, _hashed, _keyCount) = (0, 0, 0);
        return directory;
    }
}
