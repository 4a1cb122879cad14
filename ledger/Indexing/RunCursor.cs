using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Walks the rows of a run.</summary>
/// <remarks>What has failed to be read can be asked for again: where the cursor stands is changed only when the block is there.</remarks>
/// <param name="blocks">The run's blocks, for this cursor alone.</param>
/// <param name="run">The run.</param>
/// <param name="scope">What of it is wanted: blocks that hold nothing of it are not read, and the cursor may end before it.</param>
internal sealed class RunCursor(RunBlocks blocks, RunInfo run, RowScope scope) : IRowCursor
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
        if (_block is { } current && current.Row(0).SequenceCompareTo(target.Span) <= 0)
        {
            int row = current.LowerBound(target.Span);
            if (row < current.Count)
            {
                _row = row;
                return default;
            }
        }

        return run.Pages.Count == 0 ? default : SeekBlockAsync(target, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask SeekBeforeAsync(ReadOnlyMemory<byte> target, CancellationToken cancellationToken)
    {
        if (run.Pages.Count == 0)
            return;
        int page = target.IsEmpty ? run.Pages.Count - 1 : RunPages.Find(run, target.Span);
        PageDirectory directory = await blocks.DirectoryAsync(page, cancellationToken).ConfigureAwait(false);
        int number = target.IsEmpty ? directory.BlockCount - 1 : directory.FindBlock(target.Span);
        FoundBlock found = await InScopeAsync(page, directory, number, cancellationToken).ConfigureAwait(false);
        int rows = found.Block is null ? 0 : target.IsEmpty ? found.Block.Count : found.Block.LowerBound(target.Span);
        if (rows > 0)
            Enter(page, found, rows - 1);
        else if (found.Block is null)
            await EnterPageBeforeAsync(page, cancellationToken).ConfigureAwait(false);
        else
            await EnterBlockBeforeAsync(page, found, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask NextAsync(CancellationToken cancellationToken)
    {
        if (_block is null)
            return default;
        if (_row + 1 == _block.Count)
            return EnterBlockAfterAsync(_page, new FoundBlock(_directory!, _number, _block), cancellationToken);
        _row++;
        return default;
    }

    /// <inheritdoc/>
    public ValueTask PreviousAsync(CancellationToken cancellationToken)
    {
        if (_block is null)
            return default;
        if (_row == 0)
            return EnterBlockBeforeAsync(_page, new FoundBlock(_directory!, _number, _block), cancellationToken);
        _row--;
        return default;
    }

    /// <inheritdoc/>
    public void Dispose() => blocks.Dispose();

    // A page without the filter key that the target begins with has none of the scope's rows after the target, and neither has a later page:
    // its first row in scope would be cut off by a fence that is not above the target.
    private async ValueTask SeekBlockAsync(ReadOnlyMemory<byte> target, CancellationToken cancellationToken)
    {
        int page = RunPages.Find(run, target.Span);
        PageDirectory directory = await blocks.DirectoryAsync(page, cancellationToken).ConfigureAwait(false);
        FoundBlock found = await InScopeAsync(page, directory, directory.FindBlock(target.Span), cancellationToken).ConfigureAwait(false);
        int row = found.Block?.LowerBound(target.Span) ?? 0;
        if (row == found.Block?.Count)
            await EnterBlockAfterAsync(page, found, cancellationToken).ConfigureAwait(false);
        else
            Enter(page, found, row);
    }

    // To the first row after a block.
    private async ValueTask EnterBlockAfterAsync(int page, FoundBlock block, CancellationToken cancellationToken)
    {
        FoundBlock found = block with { Number = block.Number + 1, Block = null };
        if (found.Number < found.Directory.BlockCount)
        {
            if (scope.MayHoldFrom(found.Directory.Fence(found.Number)))
                found = found with { Block = await blocks.BlockAsync(page, found.Directory, found.Number, cancellationToken).ConfigureAwait(false) };
        }
        else
        {
            while (found.Block is null && page + 1 < run.Pages.Count && scope.MayHoldFrom(run.Pages[page + 1].Fence.Span))
            {
                PageDirectory directory = await blocks.DirectoryAsync(++page, cancellationToken).ConfigureAwait(false);
                found = await InScopeAsync(page, directory, 0, cancellationToken).ConfigureAwait(false);
            }
        }

        Enter(page, found, 0);
    }

    // To the last row before a block.
    private async ValueTask EnterBlockBeforeAsync(int page, FoundBlock block, CancellationToken cancellationToken)
    {
        if (block.Number == 0)
        {
            await EnterPageBeforeAsync(page, cancellationToken).ConfigureAwait(false);
            return;
        }

        FoundBlock found = block with { Number = block.Number - 1, Block = null };
        if (scope.MayHoldBefore(found.Directory.Fence(block.Number)))
            found = found with { Block = await blocks.BlockAsync(page, found.Directory, found.Number, cancellationToken).ConfigureAwait(false) };
        EnterLast(page, found);
    }

    // To the last row before a page.
    private async ValueTask EnterPageBeforeAsync(int page, CancellationToken cancellationToken)
    {
        FoundBlock found = default;
        while (found.Block is null && page > 0 && scope.MayHoldBefore(run.Pages[page].Fence.Span))
        {
            PageDirectory directory = await blocks.DirectoryAsync(--page, cancellationToken).ConfigureAwait(false);
            found = await InScopeAsync(page, directory, directory.BlockCount - 1, cancellationToken).ConfigureAwait(false);
        }

        EnterLast(page, found);
    }

    // A block, or none if the page's filter says that there is nothing of the scope in it.
    private async ValueTask<FoundBlock> InScopeAsync(int page, PageDirectory directory, int number, CancellationToken cancellationToken) =>
        scope.IsExcludedBy(directory)
            ? new FoundBlock(directory, number, null)
            : new FoundBlock(directory, number, await blocks.BlockAsync(page, directory, number, cancellationToken).ConfigureAwait(false));

    private void EnterLast(int page, FoundBlock found) => Enter(page, found, (found.Block?.Count ?? 1) - 1);

    private void Enter(int page, FoundBlock found, int row) =>
        (_page, _directory, _number, _block, _row) = (page, found.Directory, found.Number, found.Block, row);
}
