using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Reads a run page after page, one read each, and keeps no more than the page it is at.</summary>
/// <remarks>Of a page that is too large for that, block after block.</remarks>
internal sealed class SequentialPages(RunReader reader) : IRunBlocks
{
    private byte[] _bytes = [];
    private int _page = -1;
    private PageDirectory? _directory;

    /// <inheritdoc/>
    public async ValueTask<FoundBlock> FindAsync(
        RunInfo run, int page, ReadOnlyMemory<byte> target, ReadOnlyMemory<byte> filterKey, CancellationToken cancellationToken)
    {
        if (_page != page)
            await LoadAsync(run, page, cancellationToken).ConfigureAwait(false);
        PageDirectory directory = _directory!;
        int block = directory.FindBlock(target.Span);
        return RunFiles.Excludes(directory, filterKey.Span)
            ? new FoundBlock(directory, block, null)
            : new FoundBlock(directory, block, await BlockAsync(run, page, directory, block, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public ValueTask<RunBlock> BlockAsync(RunInfo run, int page, PageDirectory directory, int block, CancellationToken cancellationToken) =>
        RunReader.IsReadWhole(run.Pages[page])
            ? new(reader.BlockOf(run, page, directory, block, _bytes))
            : reader.ReadBlockAsync(run, page, directory, block, cancellationToken);

    private async ValueTask LoadAsync(RunInfo run, int page, CancellationToken cancellationToken)
    {
        _page = -1;
        PageInfo info = run.Pages[page];
        if (RunReader.IsReadWhole(info))
        {
            if (_bytes.Length < info.BlockBytes + info.DirectoryBytes)
                _bytes = GC.AllocateUninitializedArray<byte>(info.BlockBytes + info.DirectoryBytes);
            _directory = await reader.ReadPageAsync(run, page, _bytes, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _directory = await reader.ReadDirectoryAsync(run, page, cancellationToken).ConfigureAwait(false);
        }

        _page = page;
    }
}
