using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Commits;

/// <summary>A caller's mistake is that caller's: batches of others that wait beside it are committed.</summary>
public sealed class BadDraftTests
{
    public static TheoryData<string, EntryDraft> Mistakes => new()
    {
        { "bound past the batch", new EntryDraft(EntryKind.Reference, "k"u8.ToArray(), new byte[9], BoundTo: 1) },
        { "bound before the batch", new EntryDraft(EntryKind.Reference, "k"u8.ToArray(), new byte[9], BoundTo: -2) },
        { "no suffix to bind in the value", new EntryDraft(EntryKind.Reference, "k"u8.ToArray(), new byte[8], BoundTo: 0) },
        { "no suffix to bind in the key", new EntryDraft(EntryKind.SortedSetMember, new byte[8], new byte[9], BoundTo: 0) },
        { "no such kind", new EntryDraft((EntryKind)3, "k"u8.ToArray(), "v"u8.ToArray()) },
    };

    // Found by these tests: the mistake was met while the frame was built, and everybody in it was refused.
    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public async Task Append_MistakenDraftBesideAGoodOne_OnlyItIsRefused(string mistake, EntryDraft draft)
    {
        var store = new GatedStore(new MemoryStore());
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store);
        Task<Commit> first = ledger.SetAsync("first");
        await store.Arrived.WaitAsync(Ct);
        Task<Commit> good = ledger.SetAsync("good");

        await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
        {
            ValueTask<Commit> bad = ledger.AppendAsync(new[] { draft }, Ct);
            store.Open();
            await bad;
        });
        store.Open();

        Assert.Equal(1ul, (await good).FirstIndex);
        Assert.Equal(0ul, (await first).FirstIndex);
        Assert.NotEmpty(mistake);
    }
}
