using System.Buffers;
using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Gets the blocks of a run for one walk: from the cache, else from what was read ahead, else from the store.</summary>
/// <remarks>
/// <para>A page of which nothing is known is read in one piece, if it is not too large. Of a page whose directory is known a block is read by itself at first; when the
/// block next to it is not cached either, all that the walk still has before it in the page is read at once. So a walk over everything costs about one read per
/// page, a look at a few rows one block, and what is cached nothing.</para>
/// <para>What was read ahead lies in one buffer, which is used again for every page and given back at the end. Only a walk's first blocks enter the cache, for those
/// who come back for the same few: the blocks of a long walk are of use to nobody else.</para>
/// </remarks>
/// <param name="run">The run.</param>
/// <param name="reader">Reads and checks its parts.</param>
/// <param name="cache">Null: nothing is looked for there, and all is read ahead from the start. For walks over everything that run beside the readers.</param>
internal sealed class RunBlocks(RunInfo run, RunReader reader, RunCache? cache) : IDisposable
{
    private const int KeptBlocks = 16;

    // Of blocks next to each other, the one from which on the rest of the page is read.
    private readonly int _patience = cache is null ? 1 : 2;

    // The directory used last, and the block given last: both are often asked for again.
    private PageDirectory? _directory;
    private int _directoryPage;
    private RunBlock? _block;
    private int _page;
    private int _number;

    // How many of the last blocks, each next to the one before it, were not cached; and how many of all.
    private int _uncachedInRow;
    private int _uncached;

    // Bytes of a page from an offset on.
    private byte[] _ahead = [];
    private int _aheadPage;
    private int _aheadFrom;
    private int _aheadBytes;

    /// <summary>The directory of a page.</summary>
    /// <exception cref="RunGoneException">The run's blob is not there.</exception>
    /// <exception cref="LedgerException">Corrupt: the page is not what was written.</exception>
    public ValueTask<PageDirectory> DirectoryAsync(int page, CancellationToken cancellationToken)
    {
        if (_directory is null || _directoryPage != page)
        {
            if (cache is null || !cache.TryGet(run, page, out PageDirectory? cached))
                return LoadDirectoryAsync(page, cancellationToken);
            (_directory, _directoryPage) = (cached, page);
        }

        return new(_directory);
    }

    /// <summary>A block of a page.</summary>
    /// <param name="page">Number of the page.</param>
    /// <param name="directory">Its directory.</param>
    /// <param name="number">Number of the block in it.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <exception cref="RunGoneException">The run's blob is not there.</exception>
    /// <exception cref="LedgerException">Corrupt: the page is not what was written.</exception>
    public ValueTask<RunBlock> BlockAsync(int page, PageDirectory directory, int number, CancellationToken cancellationToken)
    {
        if (_block is not null && _page == page && _number == number)
            return new(_block);

        int step = StepTo(page, directory, number);
        if (step == 0)
            _uncachedInRow = 0;
        if (cache is not null && cache.TryGet(run, page, number, out RunBlock? cached))
            return new(Give(page, number, cached));
        _uncachedInRow++;
        return IsAhead(page, directory.Place(number))
            ? new(GiveFromAhead(page, directory, number))
            : LoadAsync(page, directory, number, step, cancellationToken);
    }

    /// <summary>Gives the buffer back; nothing may be under way.</summary>
    public void Dispose()
    {
        if (_ahead.Length > 0)
            ArrayPool<byte>.Shared.Return(_ahead);
        (_ahead, _aheadBytes) = ([], 0);
    }

    private async ValueTask<PageDirectory> LoadDirectoryAsync(int page, CancellationToken cancellationToken)
    {
        PageInfo info = run.Pages[page];
        PageDirectory directory;
        if (RunReader.IsReadWhole(info))
        {
            Memory<byte> buffer = Clear(info.BlockBytes + info.DirectoryBytes);
            directory = await reader.ReadPageAsync(run, page, buffer, cancellationToken).ConfigureAwait(false);
            (_aheadPage, _aheadFrom, _aheadBytes) = (page, 0, info.BlockBytes);
        }
        else
        {
            directory = await reader.ReadDirectoryAsync(run, page, cancellationToken).ConfigureAwait(false);
        }

        cache?.Add(run, page, directory);
        (_directory, _directoryPage) = (directory, page);
        return directory;
    }

    private async ValueTask<RunBlock> LoadAsync(int page, PageDirectory directory, int number, int step, CancellationToken cancellationToken)
    {
        if (_uncachedInRow < _patience)
            return Keep(page, number, (await reader.ReadBlockAsync(run, page, directory, number, cancellationToken).ConfigureAwait(false)).Block);

        (int from, int bytes) = Rest(directory, number, step < 0 ? -1 : 1);
        await reader.ReadAsync(run, page, from, Clear(bytes), cancellationToken).ConfigureAwait(false);
        (_aheadPage, _aheadFrom, _aheadBytes) = (page, from, bytes);
        return GiveFromAhead(page, directory, number);
    }

    // The blocks from one on: to the page's end or its start, or as many as are read at once; at least that one.
    private static (int From, int Bytes) Rest(PageDirectory directory, int number, int step)
    {
        (int from, int bytes) = directory.Place(number);
        for (number += step; number >= 0 && number < directory.BlockCount; number += step)
        {
            (int offset, int length) = directory.Place(number);
            if (bytes + length > RunReader.WholePageBytes)
                break;
            from = Math.Min(from, offset);
            bytes += length;
        }

        return (from, bytes);
    }

    // 1 to the block after the one given last, −1 to the one before it, 0 to any other.
    private int StepTo(int page, PageDirectory directory, int number)
    {
        if (_block is null)
            return 0;
        if (page == _page ? number == _number + 1 : page == _page + 1 && number == 0)
            return 1;
        return (page == _page ? number == _number - 1 : page == _page - 1 && number == directory.BlockCount - 1) ? -1 : 0;
    }

    private bool IsAhead(int page, (int From, int Length) place) =>
        page == _aheadPage && place.From >= _aheadFrom && place.From + place.Length <= _aheadFrom + _aheadBytes;

    private RunBlock GiveFromAhead(int page, PageDirectory directory, int number) =>
        Keep(page, number, reader.BlockOf(run, page, directory, number, _ahead.AsSpan(0, _aheadBytes), _aheadFrom));

    private RunBlock Keep(int page, int number, RunBlock block)
    {
        if (_uncached++ < KeptBlocks)
            cache?.Add(run, page, number, block);
        return Give(page, number, block);
    }

    private RunBlock Give(int page, int number, RunBlock block)
    {
        (_page, _number, _block) = (page, number, block);
        return block;
    }

    // The buffer, with nothing of what was in it.
    private Memory<byte> Clear(int bytes)
    {
        _aheadBytes = 0;
        if (_ahead.Length < bytes)
        {
            Dispose();
            _ahead = ArrayPool<byte>.Shared.Rent(bytes);
        }

        return _ahead.AsMemory(0, bytes);
    }
}
