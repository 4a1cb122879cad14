using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Costs;

/// <summary>What a start costs.</summary>
[Collection(LoadedLedgersCollection.Name)]
public sealed class OpenCostTests(LoadedLedgers ledgers)
{
    private const string Segment = "log/00000000000000000000.seg";

    // A ledger without a slice has no manifest, and its settings may say that values are indexed.
    [Theory]
    [InlineData(LoadedLedgers.Small, "get index/manifest", "get settings", $"read {Segment}")]
    [InlineData(LoadedLedgers.Large, "get index/manifest", $"read {Segment}")]
    public async Task Open_SharedStore_IsTheManifestAndOneReadOfTheTail(int size, params string[] expected)
    {
        (LedgerEngine ledger, CountingStore store) = await ledgers.Of(size).OpenAsync(isExclusive: false);
        await ledger.DisposeAsync();

        Assert.Equal(expected, store.Take());
    }

    [Theory]
    [InlineData(LoadedLedgers.Small)]
    [InlineData(LoadedLedgers.Large)]
    public async Task Open_ExclusiveStore_AlsoListsItsFoldersAndWritesNothing(int size)
    {
        (LedgerEngine ledger, CountingStore store) = await ledgers.Of(size).OpenAsync(isExclusive: true);
        await ledger.DisposeAsync();
        string[] operations = store.Take();

        Assert.Equal(operations.Length, operations.Of("get ") + operations.Of("list ") + operations.Of("read log/"));
        Assert.InRange(operations.Of("get ") + operations.Of("read log/"), 1, 4);
        Assert.All(operations.Where(o => o.StartsWith("list ", StringComparison.Ordinal)), o => Assert.Contains(o, (string[])["list index/", "list log/", "list tile/0/", "list tile/1/", "list tile/2/", "list positions/"]));
    }
}
