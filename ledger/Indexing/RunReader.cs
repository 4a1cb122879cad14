using System.Buffers;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Reads and checks parts of runs, each part every time it is asked for, though blocks that are known are not hashed again.</summary>
/// <remarks>A part is compared with the roots in the manifest; what differs is reported with the blob's name.</remarks>
internal sealed class RunReader(IBlobStore store, StorageNames names, KnownContent known)
{
    /// <summary>Most bytes of a page that are read in one piece: the page itself where both its directory and its rows are wanted, and blocks that are read ahead.</summary>
    public const int WholePageBytes = 1 << 20;

    /// <summary>Whether a page is read in one piece.</summary>
    public static bool IsReadWhole(PageInfo page) => (long)page.BlockBytes + page.DirectoryBytes <= WholePageBytes;

    /// <summary>Reads a page's blocks and directory.</summary>
    /// <param name="run">The run.</param>
    /// <param name="page">Number of the page.</param>
    /// <param name="destination">At least as long as both.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public async ValueTask<PageDirectory> ReadPageAsync(RunInfo run, int page, Memory<byte> destination, CancellationToken cancellationToken)
    {
        PageInfo info = run.Pages[page];
        await ReadAsync(run, page, 0, destination[..(info.BlockBytes + info.DirectoryBytes)], cancellationToken).ConfigureAwait(false);
        return DecodeDirectory(run, page, destination.Span.Slice(info.BlockBytes, info.DirectoryBytes));
    }

    public async ValueTask<PageDirectory> ReadDirectoryAsync(RunInfo run, int page, CancellationToken cancellationToken)
    {
        PageInfo info = run.Pages[page];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(info.DirectoryBytes);
        try
        {
            await ReadAsync(run, page, info.BlockBytes, buffer.AsMemory(0, info.DirectoryBytes), cancellationToken).ConfigureAwait(false);
            return DecodeDirectory(run, page, buffer.AsSpan(0, info.DirectoryBytes));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads a block.</summary>
    /// <returns>The block, and whether just these bytes had been read and checked before.</returns>
    public async ValueTask<(RunBlock Block, bool WasKnown)> ReadBlockAsync(RunInfo run, int page, PageDirectory directory, int block, CancellationToken cancellationToken)
    {
        (int offset, int length) = directory.Place(block);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await ReadAsync(run, page, offset, buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            return (DecodeBlock(run, page, directory, block, buffer.AsSpan(0, length), out bool wasKnown), wasKnown);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Decodes a block out of more of its page.</summary>
    /// <param name="run">The run.</param>
    /// <param name="page">Number of the page.</param>
    /// <param name="directory">The page's directory.</param>
    /// <param name="block">Number of the block.</param>
    /// <param name="bytes">Bytes of the page, among them the block's.</param>
    /// <param name="from">Where in the page they begin.</param>
    public RunBlock BlockOf(RunInfo run, int page, PageDirectory directory, int block, ReadOnlySpan<byte> bytes, int from)
    {
        (int offset, int length) = directory.Place(block);
        return DecodeBlock(run, page, directory, block, bytes.Slice(offset - from, length), out _);
    }

    /// <summary>Reads bytes of a page as they are.</summary>
    /// <param name="run">The run.</param>
    /// <param name="page">Number of the page.</param>
    /// <param name="offset">Where in the page they begin.</param>
    /// <param name="destination">Filled, or a <see cref="LedgerException"/> says that there are fewer.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <exception cref="RunGoneException">The run's blob is not there.</exception>
    public async ValueTask ReadAsync(RunInfo run, int page, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        int read = await store.ReadAsync(Name(run), run.Pages[page].Offset + offset, destination, cancellationToken).ConfigureAwait(false);
        if (read < 0)
            throw new RunGoneException(Name(run));
        if (read < destination.Length)
            throw Damaged(run, page, "the blob ends before it does");
    }

    // What is thrown for a part that is not what was written.
    private LedgerException Damaged(RunInfo run, int page, string what) => LedgerException.Corrupt(
        $"{Name(run)} was changed in page {page}: {what}. Delete the folder {names.Index} to have it made again from the log.");

    private PageDirectory DecodeDirectory(RunInfo run, int page, ReadOnlySpan<byte> bytes)
    {
        RunFault fault = PageDirectory.TryDecode(bytes, run.Pages[page], out PageDirectory? directory);
        return fault == RunFault.None ? directory! : throw Damaged(run, page, $"{fault} in its directory");
    }

    private RunBlock DecodeBlock(RunInfo run, int page, PageDirectory directory, int number, ReadOnlySpan<byte> bytes, out bool wasKnown)
    {
        CacheKey key = RunCache.BlockKey(run, page, number);
        wasKnown = known.Contains(key, bytes);
        if (wasKnown)
            return RunBlock.Decode(bytes);
        RunFault fault = RunBlock.TryDecode(bytes, directory.Root(number), out RunBlock? block);
        if (fault == RunFault.None)
            known.Add(key, bytes);
        return fault == RunFault.None ? block! : throw Damaged(run, page, $"{fault} in block {number}");
    }

    private string Name(RunInfo run) => names.Run(run.From, run.To);
}
