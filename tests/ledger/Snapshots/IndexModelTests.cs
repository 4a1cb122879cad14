using ImmuFunctions.Ledger.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Snapshots;

/// <summary>The index gives what the model gives, at every size, however its rows are spread over runs and memtables.</summary>
public sealed class IndexModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Reads_RunsAndMemtables_AnswerLikeTheModel(int seed)
    {
        var random = new RandomDrafts(seed);
        IndexedLedger ledger = await IndexedLedger.WriteAsync(Enumerable.Range(0, 80).Select(_ => Batch(random)));
        ulong[] cuts = [.. Enumerable.Range(0, random.Below(5)).Select(_ => 1 + (ulong)random.Below((int)ledger.Model.Size)).Distinct().Order()];
        ulong[] overlapping = [.. Enumerable.Range(0, 3).Select(_ => (ulong)random.Below((int)(cuts.LastOrDefault() + 1))).Distinct().Order()];

        await AssertAllAsync(ledger, await ledger.ViewAsync([], 0, ledger.Model.Size / 2), random);
        await AssertAllAsync(ledger, await ledger.ViewAsync([.. cuts, ledger.Model.Size], ledger.Model.Size), random);
        await AssertAllAsync(ledger, await ledger.ViewAsync(cuts, overlapping), random);
    }

    private static EntryDraft[] Batch(RandomDrafts random) => [.. Enumerable.Range(0, 1 + random.Below(8)).Select(_ => random.Next())];

    private static async Task AssertAllAsync(IndexedLedger ledger, IndexView view, RandomDrafts random)
    {
        EntryModel model = ledger.Model;
        foreach (ulong size in ledger.Sizes)
        {
            Snapshot snapshot = ledger.At(size, view);
            for (int i = 0; i < 3; i++)
            {
                ModelEntry some = model.Entries[random.Below(model.Entries.Count)];
                await AssertKeyAsync(model, snapshot, random.Below(4) == 0 ? random.Key() : some.Key, random);
                await AssertScanAsync(model, snapshot, some.Key, random);
                await AssertMembersAsync(model, snapshot, random);
                await AssertFoundAsync(model, snapshot, some, random);
            }
        }

        Assert.Equal(model.CountKeys(model.Size), await ledger.Now(view).CountKeysAsync(Ct));
    }

    private static async Task AssertKeyAsync(EntryModel model, Snapshot snapshot, byte[] key, RandomDrafts random)
    {
        ulong size = (ulong)random.Below((int)snapshot.Size + 1);
        KeyVersion? then = await snapshot.LatestAsync(key, size, Ct), now = await snapshot.LatestAsync(key, Ct);
        Assert.Equal(model.Versions(key, size, oldestFirst: true, null).Select(i => (ulong?)i).LastOrDefault(), then?.Index);
        Assert.Equal(model.Versions(key, snapshot.Size, oldestFirst: true, null).Select(i => (ulong?)i).LastOrDefault(), now?.Index);
        if (now is { } version)
        {
            Entry entry = await snapshot.EntryAsync(version, Ct);
            Assert.True(entry.Key.Span.SequenceEqual(key));
            Assert.Equal(version.Kind, entry.Kind);
        }

        foreach (ulong? beyond in (ulong?[])[null, size, now?.Index, ulong.MaxValue])
        {
            foreach (bool oldestFirst in (bool[])[false, true])
            {
                Assert.Equal(
                    model.Versions(key, snapshot.Size, oldestFirst, beyond),
                    await snapshot.VersionsAsync(key, oldestFirst, beyond, Ct).Select(v => v.Index).ToArrayAsync(Ct));
            }
        }
    }

    private static async Task AssertScanAsync(EntryModel model, Snapshot snapshot, byte[] known, RandomDrafts random)
    {
        byte[] prefix = random.Below(2) == 0 ? [] : known[..Math.Min(known.Length, random.Below(5))];
        byte[]? after = random.Below(3) switch { 0 => null, 1 => known, _ => random.Key() };
        bool reverse = random.Below(2) == 0;

        string[] found = await snapshot.ScanAsync(prefix, after is null ? (ReadOnlyMemory<byte>?)null : after, reverse, Ct).Select(r => Text(r.Key, r.Version)).ToArrayAsync(Ct);

        Assert.Equal(model.Scan(prefix, after, reverse, snapshot.Size), found);
    }

    private static async Task AssertMembersAsync(EntryModel model, Snapshot snapshot, RandomDrafts random)
    {
        byte[] set = random.Set();
        double? min = random.OrNull(random.Score()), max = random.OrNull(random.Score());
        byte[]? after = random.Below(2) == 0 ? null : random.MemberKey();
        bool reverse = random.Below(2) == 0;

        string[] found = await snapshot.MembersAsync(set, min, max, after is null ? (ReadOnlyMemory<byte>?)null : after, reverse, Ct).Select(r => Text(r.Key, r.Version)).ToArrayAsync(Ct);

        Assert.Equal(model.Members(set, min, max, after, reverse, snapshot.Size), found);
    }

    private static async Task AssertFoundAsync(EntryModel model, Snapshot snapshot, ModelEntry some, RandomDrafts random)
    {
        byte[] value = random.Below(3) switch { 0 => some.Value, 1 => some.Searchable, _ => random.Value() };
        bool isPrefix = random.Below(2) == 0;
        ModelEntry? last = random.Below(2) == 0 ? null : some;
        ValuePosition? after = last is null ? null : new ValuePosition(last.Searchable, last.Key, last.Index);

        string[] found = await snapshot.FindByValueAsync(value, isPrefix, after, Ct).Select(r => Text(r.Key, r.Version)).ToArrayAsync(Ct);

        Assert.Equal(model.Find(value, isPrefix, last, snapshot.Size), found);
    }

    private static string Text(ReadOnlyMemory<byte> key, KeyVersion version) => ModelEntry.TextOf(key.Span, version.Index, version.Kind);
}
