using System.Diagnostics.CodeAnalysis;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The directories and blocks of runs in the ledger's cache.</summary>
internal sealed class RunCache(LedgerCache cache)
{
    public bool TryGet(RunInfo run, int page, [NotNullWhen(true)] out PageDirectory? directory) =>
        cache.TryGet(DirectoryKey(run, page), out directory);

    public bool TryGet(RunInfo run, int page, int number, [NotNullWhen(true)] out RunBlock? block) =>
        cache.TryGet(BlockKey(run, page, number), out block);

    public void Add(RunInfo run, int page, PageDirectory directory) =>
        cache.Add(DirectoryKey(run, page), directory, directory.MemoryBytes);

    public void Add(RunInfo run, int page, int number, RunBlock block) =>
        cache.Add(BlockKey(run, page, number), block, block.MemoryBytes);

    /// <summary>What a block is called in the cache.</summary>
    public static CacheKey BlockKey(RunInfo run, int page, int number) =>
        new(CachedKind.Block, run.From, run.To, ((uint)page * RunLayout.PageBlocks) + (uint)number);

    private static CacheKey DirectoryKey(RunInfo run, int page) => new(CachedKind.Directory, run.From, run.To, (uint)page);
}
