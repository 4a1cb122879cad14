using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Walks the rows of a run.</summary>
/// <param name="blocks">Where blocks come from.</param>
/// <param name="run">The run.</param>
/// <param name="scope">What of it is wanted: blocks that hold nothing of it are not read, and the cursor may end before it.</param>
internal sealed class RunCursor(IRunBlocks blocks, RunInfo run, RowScope scope) : IRowCursor
{
    private int _page;
    private int _number;
    private int _row;
    private PageDirectory? _directory;
    private RunBlock? _block;

    /// <inheritdoc/>
    public bool IsValid => _block is not null;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Row => _block!.Row(_row);

    /// <inheritdoc/>
    public ValueTask SeekAsync(ReadOnlyMemory<byte> target, CancellationToken cancellationToken)
    {
        if (run.Pages.Count == 0)
            return default;
        if (_block is { } current && current.Row(0).SequenceCompareTo(target.Span) <= 0)
        {
            _row = current.LowerBound(target.Span);
            if (_row < current.Count)
                return default;
        }

        int page = RunPages.Find(run, target.Span);
        ValueTask<FoundBlock> finding = blocks.FindAsync(run, page, target, scope.FilterKey, cancellationToken);
        return finding.IsCompletedSuccessfully
            ? SettleAsync(finding.Result, page, target, cancellationToken)
            : SettleAfterReadAsync(finding, page, target, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask SeekBeforeAsync(ReadOnlyMemory<byte> target, CancellationToken cancellationToken)
    {
        if (run.Pages.Count == 0)
            return;
        int page = target.IsEmpty ? run.Pages.Count - 1 : RunPages.Find(run, target.Span);
        FoundBlock found = target.IsEmpty
            ? await LastOfAsync(page, cancellationToken).ConfigureAwait(false)
            : await blocks.FindAsync(run, page, target, scope.FilterKey, cancellationToken).ConfigureAwait(false);
        if (found.Block is null)
        {
            await PreviousPageAsync(page, cancellationToken).ConfigureAwait(false);
            return;
        }

        Enter(page, found);
        if ((_row = (target.IsEmpty ? _block!.Count : _block!.LowerBound(target.Span)) - 1) < 0)
            await PreviousBlockAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask NextAsync(CancellationToken cancellationToken) =>
        _block is null || ++_row < _block.Count ? default : NextBlockAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask PreviousAsync(CancellationToken cancellationToken) =>
        _block is null || --_row >= 0 ? default : PreviousBlockAsync(cancellationToken);

    private async ValueTask SettleAfterReadAsync(ValueTask<FoundBlock> finding, int page, ReadOnlyMemory<byte> target, CancellationToken cancellationToken)
    {
        FoundBlock found = await finding.ConfigureAwait(false);
        await SettleAsync(found, page, target, cancellationToken).ConfigureAwait(false);
    }

    // A page without the filter key that the target begins with has none of the scope's rows after the target, and neither has a later page:
    // its first row in scope would be cut off by a fence that is not above the target.
    private ValueTask SettleAsync(FoundBlock found, int page, ReadOnlyMemory<byte> target, CancellationToken cancellationToken)
    {
        Enter(page, found);
        if (_block is null)
            return default;
        _row = _block.LowerBound(target.Span);
        return _row < _block.Count ? default : NextBlockAsync(cancellationToken);
    }

    // What has failed to be read can be asked for again: where the cursor stands is changed only when the block is there.
    private async ValueTask NextBlockAsync(CancellationToken cancellationToken)
    {
        int page = _page;
        var found = new FoundBlock(_directory!, _number + 1, null);
        if (found.Number < found.Directory.BlockCount)
        {
            if (scope.MayHoldFrom(found.Directory.Fence(found.Number)))
                found = found with { Block = await blocks.BlockAsync(run, page, found.Directory, found.Number, cancellationToken).ConfigureAwait(false) };
        }
        else
        {
            while (found.Block is null && page + 1 < run.Pages.Count && scope.MayHoldFrom(run.Pages[page + 1].Fence.Span))
                found = await blocks.FindAsync(run, ++page, run.Pages[page].Fence, scope.FilterKey, cancellationToken).ConfigureAwait(false);
        }

        Enter(page, found);
        _row = 0;
    }

    private async ValueTask PreviousBlockAsync(CancellationToken cancellationToken)
    {
        if (_number == 0)
        {
            await PreviousPageAsync(_page, cancellationToken).ConfigureAwait(false);
            return;
        }

        RunBlock? block = scope.MayHoldBefore(_directory!.Fence(_number))
            ? await blocks.BlockAsync(run, _page, _directory, _number - 1, cancellationToken).ConfigureAwait(false)
            : null;
        Enter(_page, new FoundBlock(_directory, _number - 1, block));
        _row = (block?.Count ?? 0) - 1;
    }

    // To the last row before a page.
    private async ValueTask PreviousPageAsync(int page, CancellationToken cancellationToken)
    {
        FoundBlock found = default;
        while (found.Block is null && page > 0 && scope.MayHoldBefore(run.Pages[page].Fence.Span))
            found = await LastOfAsync(--page, cancellationToken).ConfigureAwait(false);
        Enter(page, found);
        _row = (found.Block?.Count ?? 0) - 1;
    }

    // The last block of a page is the one for the next page's fence. The last page has no such bound, and needs its directory to know its last fence.
    private async ValueTask<FoundBlock> LastOfAsync(int page, CancellationToken cancellationToken)
    {
        if (page + 1 < run.Pages.Count)
            return await blocks.FindAsync(run, page, run.Pages[page + 1].Fence, scope.FilterKey, cancellationToken).ConfigureAwait(false);

        FoundBlock first = await blocks.FindAsync(run, page, run.Pages[page].Fence, scope.FilterKey, cancellationToken).ConfigureAwait(false);
        int last = first.Directory.BlockCount - 1;
        if (first.Block is null || first.Number == last)
            return first;
        RunBlock block = await blocks.BlockAsync(run, page, first.Directory, last, cancellationToken).ConfigureAwait(false);
        return new FoundBlock(first.Directory, last, block);
    }

    private void Enter(int page, FoundBlock found) =>
        (_page, _directory, _number, _block) = (page, found.Directory, found.Number, found.Block);
}
