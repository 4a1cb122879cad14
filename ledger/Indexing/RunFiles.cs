using System.Buffers;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Reads runs.</summary>
/// <remarks>A directory and a block that are cached cost nothing. A page of which nothing is known is read in one piece, if it is not too large.</remarks>
internal sealed class RunFiles(IBlobStore store, StorageNames names, LedgerCache cache)
{
    private const uint ReturnsPerEntry = 8;

    private readonly RunReader _reader = new(store, names, cache.Known);
    private readonly RunCache _cache = new(cache);
    private uint _returns;

    /// <summary>A cursor over all rows of a run, which leaves the cache alone and reads whole pages: for merges.</summary>
    public IRowCursor Cursor(RunInfo run) => new RunCursor(new RunBlocks(run, _reader, cache: null), run, default);

    /// <summary>A cursor over the rows of a run within a scope.</summary>
    public IRowCursor Cursor(RunInfo run, RowScope scope) => new RunCursor(new RunBlocks(run, _reader, _cache), run, scope);

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
        ValueTask<FoundBlock> finding = FindAsync(run, page, target, groupBytes, cancellationToken);
        return finding.IsCompletedSuccessfully
            ? LatestInAsync(finding.Result, run, page, target, groupBytes, cancellationToken)
            : LatestAfterReadAsync(finding, run, page, target, groupBytes, cancellationToken);
    }

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
        ReadOnlySpan<byte> next = !isLast ? found.Directory.Fence(found.Number + 1) : page + 1 < run.Pages.Count ? run.Pages[page + 1].Fence.Span : default;
        return next.StartsWith(group) ? FirstOfNextAsync(found, run, page, target[..groupBytes], isLast, cancellationToken) : default;
    }

    private async ValueTask<RowTail?> FirstOfNextAsync(
        FoundBlock found, RunInfo run, int page, ReadOnlyMemory<byte> group, bool isInNextPage, CancellationToken cancellationToken)
    {
        RunBlock next = isInNextPage
            ? (await FindAsync(run, page + 1, run.Pages[page + 1].Fence, 0, cancellationToken).ConfigureAwait(false)).Block!
            : await BlockAsync(run, page, found.Directory, found.Number + 1, cancellationToken).ConfigureAwait(false);
        return TailOf(next.Row(0), group.Span);
    }

    // No group is a prefix of another, so a row that begins with the group is of it.
    private static RowTail? TailOf(ReadOnlySpan<byte> row, ReadOnlySpan<byte> group) =>
        row.StartsWith(group) ? IndexRows.Tail(row, group.Length) : null;

    // The block that a target would be in; none if the filter says that the page lacks the target's first bytes, as many as given.
    private ValueTask<FoundBlock> FindAsync(RunInfo run, int page, ReadOnlyMemory<byte> target, int filterBytes, CancellationToken cancellationToken)
    {
        if (!_cache.TryGet(run, page, out PageDirectory? directory))
            return LoadPageAsync(run, page, target, filterBytes, cancellationToken);
        if (Excludes(directory, target.Span[..filterBytes])) // first: most runs end here
            return new(new FoundBlock(directory, 0, null));
        int number = directory.FindBlock(target.Span);
        return _cache.TryGet(run, page, number, out RunBlock? cached)
            ? new(new FoundBlock(directory, number, cached))
            : LoadAsync(run, page, directory, number, cancellationToken);
    }

    private async ValueTask<FoundBlock> LoadPageAsync(RunInfo run, int page, ReadOnlyMemory<byte> target, int filterBytes, CancellationToken cancellationToken)
    {
        PageInfo info = run.Pages[page];
        if (!RunReader.IsReadWhole(info))
        {
            PageDirectory read = await _reader.ReadDirectoryAsync(run, page, cancellationToken).ConfigureAwait(false);
            _cache.Add(run, page, read);
            int wanted = read.FindBlock(target.Span);
            return Excludes(read, target.Span[..filterBytes])
                ? new FoundBlock(read, wanted, null)
                : await LoadAsync(run, page, read, wanted, cancellationToken).ConfigureAwait(false);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(info.BlockBytes + info.DirectoryBytes);
        try
        {
            PageDirectory directory = await _reader.ReadPageAsync(run, page, buffer, cancellationToken).ConfigureAwait(false);
            _cache.Add(run, page, directory);
            int number = directory.FindBlock(target.Span);
            if (Excludes(directory, target.Span[..filterBytes]))
                return new FoundBlock(directory, number, null);
            RunBlock block = _reader.BlockOf(run, page, directory, number, buffer, from: 0);
            _cache.Add(run, page, number, block);
            return new FoundBlock(directory, number, block);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<FoundBlock> LoadAsync(RunInfo run, int page, PageDirectory directory, int number, CancellationToken cancellationToken) =>
        new(directory, number, await LoadBlockAsync(run, page, directory, number, cancellationToken).ConfigureAwait(false));

    private ValueTask<RunBlock> BlockAsync(RunInfo run, int page, PageDirectory directory, int number, CancellationToken cancellationToken) =>
        _cache.TryGet(run, page, number, out RunBlock? cached) ? new(cached) : LoadBlockAsync(run, page, directory, number, cancellationToken);

    private async ValueTask<RunBlock> LoadBlockAsync(RunInfo run, int page, PageDirectory directory, int number, CancellationToken cancellationToken)
    {
        (RunBlock loaded, bool wasKnown) = await _reader.ReadBlockAsync(run, page, directory, number, cancellationToken).ConfigureAwait(false);

        // A block that comes back has left the cache before. If it is read often it gets in again soon; if all are read alike, nothing is gained by
        // replacing one by another with every read, and the collector is spared.
        if (!wasKnown || Interlocked.Increment(ref _returns) % ReturnsPerEntry == 0)
            _cache.Add(run, page, number, loaded);
        return loaded;
    }

    private static bool Excludes(PageDirectory directory, ReadOnlySpan<byte> filterKey) =>
        !filterKey.IsEmpty && !directory.MayContain(filterKey);
}
