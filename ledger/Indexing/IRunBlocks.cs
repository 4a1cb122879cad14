using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Gets the blocks of runs: at random through the cache, or page after page past it.</summary>
internal interface IRunBlocks
{
    /// <summary>Finds a row's place in a page.</summary>
    /// <param name="run">The run.</param>
    /// <param name="page">Number of the page.</param>
    /// <param name="target">The block wanted is the last whose fence is not above this, or the page's first.</param>
    /// <param name="filterKey">If not empty and the page's filter excludes it, no block is read.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <exception cref="RunGoneException">The run's blob is not there.</exception>
    /// <exception cref="LedgerException">Corrupt: the page is not what was written.</exception>
    ValueTask<FoundBlock> FindAsync(RunInfo run, int page, ReadOnlyMemory<byte> target, ReadOnlyMemory<byte> filterKey, CancellationToken cancellationToken);

    /// <summary>A block of a page whose directory is known.</summary>
    ValueTask<RunBlock> BlockAsync(RunInfo run, int page, PageDirectory directory, int block, CancellationToken cancellationToken);
}
