using System.Text;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Stores;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Commits;

public sealed class AppendTests
{
    [Fact]
    public async Task Snapshot_NewLedger_IsEmptyTree()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());

        Snapshot snapshot = await ledger.NowAsync();

        Assert.Equal(0ul, snapshot.Size);
        Assert.Equal(Hash.EmptyTree, snapshot.Root);
        Assert.Equal(0ul, await snapshot.CountKeysAsync(Ct));
    }

    [Fact]
    public async Task Append_OneAfterAnother_GivesConsecutiveIndexes()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        for (ulong i = 0; i < 40; i++)
        {
            Commit commit = await ledger.SetAsync($"key {i}");
            Assert.Equal((i, 1, i + 1), (commit.FirstIndex, commit.Count, commit.Snapshot.Size));
        }
    }

    [Fact]
    public async Task Append_FolderStore_SameRootAsMemoryStore()
    {
        using var folder = new TemporaryFolder();
        await using FolderStore files = FolderStore.Open(folder.Root);
        await using LedgerEngine inFolder = await TestLedger.OpenAsync(files);
        await using LedgerEngine inMemory = await TestLedger.OpenAsync(new MemoryStore());

        await inFolder.LoadAsync(600, perFrame: 7);
        await inMemory.LoadAsync(600, perFrame: 1);

        Assert.Equal(await Picture.OfAsync(await inMemory.NowAsync()), await Picture.OfAsync(await inFolder.NowAsync()));
    }

    [Fact]
    public async Task Append_Batch_IsInOrderAndVisibleAtOnce()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        await ledger.SetAsync("before");

        Commit commit = await ledger.AppendAsync(new[] { TestLedger.Draft("a", "1"), TestLedger.Draft("b", "2"), TestLedger.Draft("a", "3") }, Ct);

        Assert.Equal((1ul, 3), (commit.FirstIndex, commit.Count));
        Assert.Equal("2", Encoding.UTF8.GetString((await commit.Snapshot.EntryAsync(2, Ct)).Value.Span));
        Assert.Equal(3ul, (await commit.Snapshot.LatestAsync("a"u8.ToArray(), Ct))!.Value.Index);
    }

    [Fact]
    public async Task Append_ManyAtOnce_EveryBatchIsWholeAndInOnePlace()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());

        Commit[] commits = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(async () =>
            await ledger.AppendAsync(Enumerable.Range(0, 1 + (n % 5)).Select(i => TestLedger.Draft($"{n}/{i}")).ToArray(), Ct), Ct)));

        Snapshot snapshot = await ledger.NowAsync();
        Assert.Equal((ulong)commits.Sum(c => c.Count), snapshot.Size);
        for (int n = 0; n < commits.Length; n++)
        {
            for (int i = 0; i < commits[n].Count; i++)
            {
                Entry entry = await snapshot.EntryAsync(commits[n].FirstIndex + (ulong)i, Ct);
                Assert.Equal($"{n}/{i}", Encoding.UTF8.GetString(entry.Key.Span));
            }
        }
    }

    [Fact]
    public async Task Append_ReferenceBoundToItsBatch_GetsTheIndexOfItsTarget()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        await ledger.SetAsync("before");
        var reference = new EntryDraft(EntryKind.Reference, "alias"u8.ToArray(), ReferenceValue.Encode("b"u8, null), BoundTo: 1);

        Commit commit = await ledger.AppendAsync(new[] { TestLedger.Draft("a"), TestLedger.Draft("b"), reference }, Ct);

        Entry entry = await commit.Snapshot.EntryAsync(3, Ct);
        Assert.Equal(EntryKind.Reference, entry.Kind);
        Assert.Equal(ReferenceValue.Encode("b"u8, 2), entry.Value.ToArray());
    }

    [Fact]
    public async Task Append_SortedSetMemberBoundToItsBatch_GetsTheIndexInKeyAndValue()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        await ledger.SetAsync("before");
        var member = new EntryDraft(EntryKind.SortedSetMember, SortedSetKey.Encode("set"u8, 1.5, "a"u8, null), ReferenceValue.Encode("a"u8, null), BoundTo: 0);

        Commit commit = await ledger.AppendAsync(new[] { TestLedger.Draft("a"), member }, Ct);

        byte[] key = SortedSetKey.Encode("set"u8, 1.5, "a"u8, 1);
        Entry entry = await commit.Snapshot.EntryAsync(2, Ct);
        Assert.Equal(key, entry.Key.ToArray());
        Assert.Equal(ReferenceValue.Encode("a"u8, 1), entry.Value.ToArray());
        KeyVersion? latest = await commit.Snapshot.LatestAsync(key, Ct);
        Assert.Equal((2ul, EntryKind.SortedSetMember), (latest!.Value.Index, latest.Value.Kind));
    }

    [Fact]
    public async Task Append_EmptyKeyAndEmptyValue_AreKept()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());

        Commit commit = await ledger.SetAsync("", "");

        Assert.Equal(0ul, (await commit.Snapshot.LatestAsync(default, Ct))!.Value.Index);
        Assert.True((await commit.Snapshot.EntryAsync(0, Ct)).Value.IsEmpty);
    }

    [Fact]
    public async Task Append_LongestKey_IsKeptAndOneByteMoreIsInvalid()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());

        Commit commit = await ledger.SetAsync(new string('k', LedgerEngine.MaxKeyBytes));
        await Refusal.OfAsync(LedgerErrorKind.Invalid, () => ledger.SetAsync(new string('k', LedgerEngine.MaxKeyBytes + 1)));

        Assert.Equal(LedgerEngine.MaxKeyBytes, (await commit.Snapshot.EntryAsync(0, Ct)).Key.Length);
    }

    [Fact]
    public async Task Append_BatchLargerThanAnAppend_IsInvalidAndNothingIsWritten()
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store);
        var draft = new EntryDraft(EntryKind.Plain, "k"u8.ToArray(), new byte[store.MaxAppendBytes]);

        await Refusal.OfAsync(LedgerErrorKind.Invalid, async () => await ledger.AppendAsync(new[] { draft }, Ct));

        Assert.Equal(0ul, (await ledger.NowAsync()).Size);
    }

    [Fact]
    public async Task Append_GroupBytesAboveWhatTheStoreTakes_StillCommits()
    {
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, TestLedger.OneSegment with { GroupBytes = int.MaxValue });
        var value = new byte[store.MaxAppendBytes / 3];

        Commit[] commits = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            ledger.AppendAsync(new[] { new EntryDraft(EntryKind.Plain, "k"u8.ToArray(), value) }, Ct).AsTask()));

        Assert.Equal([0ul, 1, 2, 3, 4, 5], commits.Select(c => c.FirstIndex).Order().ToArray());
    }

    [Fact]
    public async Task Append_Nothing_IsRefused()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await ledger.AppendAsync(default, Ct));
    }
}
