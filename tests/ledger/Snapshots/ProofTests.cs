using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Snapshots;

public sealed class ProofTests
{
    [Fact]
    public async Task Proofs_EverySizeOfASmallLedger_HoldForEveryEntry()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        Hash[] roots = await GrowAsync(ledger, 40);
        Snapshot snapshot = await ledger.NowAsync();

        for (ulong size = 1; size <= 40; size++)
        {
            for (ulong index = 0; index < size; index++)
                await AssertIncludedAsync(snapshot, index, size, roots[size]);
            for (ulong old = 0; old <= size; old++)
                await AssertConsistentAsync(snapshot, old, size, roots);
        }
    }

    [Fact]
    public async Task Proofs_AroundTiles_Hold()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        Hash[] roots = await GrowAsync(ledger, 770);
        Snapshot snapshot = await ledger.NowAsync();
        ulong[] sizes = [1, 255, 256, 257, 511, 512, 513, 700, 768, 769, 770];

        foreach (ulong size in sizes)
        {
            foreach (ulong index in sizes.Select(s => s - 1).Append(0ul).Where(i => i < size))
                await AssertIncludedAsync(snapshot, index, size, roots[size]);
            foreach (ulong old in sizes.Where(s => s <= size))
                await AssertConsistentAsync(snapshot, old, size, roots);
        }
    }

    [Fact]
    public async Task Root_EveryPastSize_IsTheRootOfThatTime()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        Hash[] roots = await GrowAsync(ledger, 600);
        Snapshot snapshot = await ledger.NowAsync();

        for (ulong size = 0; size <= 600; size++)
        {
            TreeView view = await snapshot.TreeAsync(size, Ct);
            Assert.Equal((size, roots[size]), (view.Size, view.Root));
        }
    }

    [Fact]
    public async Task Entry_EveryIndex_HashesToItsLeaf()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        await ledger.LoadAsync(300, 7);
        Snapshot snapshot = await ledger.NowAsync();

        for (ulong i = 0; i < snapshot.Size; i++)
        {
            Entry entry = await snapshot.EntryAsync(i, Ct);
            Assert.Equal(TreeHash.Leaf(i, entry.Key.Span, entry.Value.Span), await snapshot.LeafAsync(i, Ct));
        }
    }

    [Fact]
    public async Task Entry_PastTheEnd_IsNotFound()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        Snapshot old = (await ledger.SetAsync("k")).Snapshot;
        await ledger.SetAsync("k");

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.NotFound, async () => await old.EntryAsync(1, Ct));

        Assert.Equal("index not found", e.Message);
    }

    [Fact]
    public async Task Proof_PastTheSnapshot_IsRefused()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        Snapshot snapshot = (await ledger.SetAsync("k")).Snapshot;

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await snapshot.RootAtAsync(2, Ct));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await snapshot.InclusionAsync(1, 1, Ct));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await snapshot.ConsistencyAsync(2, 1, Ct));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await snapshot.NodeAsync(new NodeId(1, 0), Ct));
    }

    private static async Task<Hash[]> GrowAsync(LedgerEngine ledger, int size)
    {
        var roots = new List<Hash> { Hash.EmptyTree };
        for (int i = 0; i < size; i++)
            roots.Add((await ledger.SetAsync($"{i}")).Snapshot.Root);
        return [.. roots];
    }

    private static async Task AssertIncludedAsync(Snapshot snapshot, ulong index, ulong size, Hash root) =>
        Assert.Equal(ProofFault.None, InclusionProof.Verify(
            index, size, await snapshot.LeafAsync(index, Ct), await snapshot.InclusionAsync(index, size, Ct), root));

    private static async Task AssertConsistentAsync(Snapshot snapshot, ulong old, ulong size, Hash[] roots) =>
        Assert.Equal(ProofFault.None, ConsistencyProof.Verify(
            old, roots[old], size, roots[size], await snapshot.ConsistencyAsync(old, size, Ct)));
}
