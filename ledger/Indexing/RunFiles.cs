using System.Buffers;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Reads runs through the cache.</summary>
/// <remarks>A directory and a block that are cached cost nothing. A page of which nothing is known is read in one piece, if it is not too large.</remarks>
internal sealed class RunFiles(IBlobStore store, StorageNames names, LedgerCache cache) : IRunBlocks
{
    private readonly RunReader _reader = new(store, names, cache.Known);

    /// <summary>A cursor over all rows of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sequential">Whole pages are read, one read each, and not kept: for walks over everything.</param>
    public IRowCursor Cursor(RunInfo run, bool sequential) =>
        new RunCursor(sequential ? new SequentialPages(_reader) : this, run, default);

    /// <summary>A cursor over the rows of a run within a scope.</summary>
    public IRowCursor Cursor(RunInfo run, RowScope scope) => new RunCursor(this, run, scope);

    /// <summary>The newest version of a key in a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="target"><see cref="IndexRows.NewestOf"/> the key's group.</param>
    /// <param name="groupBytes">Length of the group in it; the group is of family K.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <returns>Null if there is none among the entries that <paramref name="target"/> admits.</returns>
    /// <exception cref="RunGoneException">The run's blob is not there.</exception>
    /// <exception cref="LedgerException">Corrupt: the run is not what was written.</exception>
    public ValueTask<RowTail?> LatestAsync(RunInfo run, ReadOnlyMemory<byte> target, int groupBytes, CancellationToken cancellationToken)
    {
        if (run.Pages.Count == 0)
            return default;
        int page = RunPages.Find(run, target.Span);
        ValueTask<FoundBlock> finding = FindAsync(run, page, target, target[..groupBytes], cancellationToken);
        return finding.IsCompletedSuccessfully
            ? LatestInAsync(finding.Result, run, page, target, groupBytes, cancellationToken)
            : LatestAfterReadAsync(finding, run, page, target, groupBytes, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<FoundBlock> FindAsync(
        RunInfo run, int page, ReadOnlyMemory<byte> target, ReadOnlyMemory<byte> filterKey, CancellationToken cancellationToken)
    {
        if (!cache.TryGet(DirectoryKey(run, page), out PageDirectory? directory))
            return LoadAsync(run, page, target, filterKey, cancellationToken);
        int block = directory!.FindBlock(target.Span);
        if (Excludes(directory, filterKey.Span))
            return new(new FoundBlock(directory, block, null));
        return cache.TryGet(BlockKey(run, page, block), out RunBlock? known)
            ? new(new FoundBlock(directory, block, known))
            : LoadAsync(run, page, target, filterKey, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RunBlock> BlockAsync(RunInfo run, int page, PageDirectory directory, int block, CancellationToken cancellationToken) =>
        cache.TryGet(BlockKey(run, page, block), out RunBlock? known)
            ? new(known!)
            : LoadBlockAsync(run, page, directory, block, cancellationToken);

    /// <summary>Whether a page's filter says that it holds no such row.</summary>
    public static bool Excludes(PageDirectory directory, ReadOnlySpan<byte> filterKey) =>
        !filterKey.IsEmpty && !directory.MayContain(filterKey);

    private async ValueTask<RowTail?> LatestAfterReadAsync(
        ValueTask<FoundBlock> finding, RunInfo run, int page, ReadOnlyMemory<byte> target, int groupBytes, CancellationToken cancellationToken)
    {
        FoundBlock found = await finding.ConfigureAwait(false);
        return await LatestInAsync(found, run, page, target, groupBytes, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<RowTail?> LatestInAsync(
        FoundBlock found, RunInfo run, int page, ReadOnlyMemory<byte> target, int groupBytes, CancellationToken cancellationToken)
    {
        if (found.Block is not { } block)
            return default;
        int row = block.LowerBound(target.Span);
        if (row < block.Count)
            return new(TailOf(block.Row(row), target.Span[..groupBytes]));

        // The group's rows here are all newer than asked for. It goes on in the next block only if that block's fence lies within the group.
        ReadOnlySpan<byte> group = target.Span[..groupBytes];
        bool isLast = found.Number + 1 == found.Directory.BlockCount;
        if (isLast ? page + 1 < run.Pages.Count && run.Pages[page + 1].Fence.Span.StartsWith(group) : found.Directory.Fence(found.Number + 1).StartsWith(group))
            return FirstOfNextAsync(found, run, page, target[..groupBytes], isLast, cancellationToken);
        return default;
    }

    private async ValueTask<RowTail?> FirstOfNextAsync(
        FoundBlock found, RunInfo run, int page, ReadOnlyMemory<byte> group, bool isInNextPage, CancellationToken cancellationToken)
    {
        if (!isInNextPage)
        {
            RunBlock next = await BlockAsync(run, page, found.Directory, found.Number + 1, cancellationToken).ConfigureAwait(false);
            return TailOf(next.Row(0), group.Span);
        }

        FoundBlock first = await FindAsync(run, page + 1, run.Pages[page + 1].Fence, default, cancellationToken).ConfigureAwait(false);
        return TailOf(first.Block!.Row(0), group.Span);
    }

    // No group is a prefix of another, so a row that begins with the group is of it.
    private static RowTail? TailOf(ReadOnlySpan<byte> row, ReadOnlySpan<byte> group) =>
        row.StartsWith(group) ? IndexRows.Tail(row, group.Length) : null;

    private async ValueTask<FoundBlock> LoadAsync(
        RunInfo run, int page, ReadOnlyMemory<byte> target, ReadOnlyMemory<byte> filterKey, CancellationToken cancellationToken)
    {
        if (!cache.TryGet(DirectoryKey(run, page), out PageDirectory? directory))
        {
            if (RunReader.IsReadWhole(run.Pages[page]))
                return await LoadFromWholePageAsync(run, page, target, filterKey, cancellationToken).ConfigureAwait(false);
            directory = await _reader.ReadDirectoryAsync(run, page, cancellationToken).ConfigureAwait(false);
            cache.Add(DirectoryKey(run, page), directory, directory.MemoryBytes);
        }

        int block = directory!.FindBlock(target.Span);
        return Excludes(directory, filterKey.Span)
            ? new FoundBlock(directory, block, null)
            : new FoundBlock(directory, block, await BlockAsync(run, page, directory, block, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<FoundBlock> LoadFromWholePageAsync(
        RunInfo run, int page, ReadOnlyMemory<byte> target, ReadOnlyMemory<byte> filterKey, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(run.Pages[page].BlockBytes + run.Pages[page].DirectoryBytes);
        try
        {
            PageDirectory directory = await _reader.ReadPageAsync(run, page, buffer, cancellationToken).ConfigureAwait(false);
            cache.Add(DirectoryKey(run, page), directory, directory.MemoryBytes);
            int number = directory.FindBlock(target.Span);
            if (Excludes(directory, filterKey.Span))
                return new FoundBlock(directory, number, null);
            RunBlock block = _reader.BlockOf(run, page, directory, number, buffer);
            cache.Add(BlockKey(run, page, number), block, block.MemoryBytes);
            return new FoundBlock(directory, number, block);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<RunBlock> LoadBlockAsync(RunInfo run, int page, PageDirectory directory, int block, CancellationToken cancellationToken)
    {
        RunBlock loaded = await _reader.ReadBlockAsync(run, page, directory, block, cancellationToken).ConfigureAwait(false);
        cache.Add(BlockKey(run, page, block), loaded, loaded.MemoryBytes);
        return loaded;
    }

    private static CacheKey DirectoryKey(RunInfo run, int page) => new(CachedKind.Directory, run.From, run.To, (uint)page);

    private static CacheKey BlockKey(RunInfo run, int page, int block) => RunReader.BlockKey(run, page, block);
}
