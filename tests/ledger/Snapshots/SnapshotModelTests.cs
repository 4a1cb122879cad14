using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Snapshots;

/// <summary>The index gives what a sorted dictionary gives, for the newest snapshot and for old ones, while writers go on.</summary>
public sealed class SnapshotModelTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    [InlineData(4, 8)]
    [InlineData(5, 16)]
    [InlineData(6, 16)]
    [InlineData(7, 1)]
    [InlineData(8, 65_536)]
    public async Task Snapshots_RandomKeys_AnswerLikeTheModel(int seed, int memtableRows)
    {
        var keys = new RandomKeys(seed);
        var model = new KeyModel();
        var snapshots = new List<Snapshot>();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore(), TestLedger.Small with { MemtableRows = memtableRows });

        while (model.Size < 400)
        {
            byte[][] batch = [.. Enumerable.Range(0, 1 + keys.Below(6)).Select(_ => keys.Next())];
            Commit commit = await ledger.AppendAsync(batch.Select(k => new EntryDraft(EntryKind.Plain, k, default)).ToArray(), Ct);
            foreach (byte[] key in batch)
                model.Add(key);
            if (keys.Below(12) == 0)
                snapshots.Add(commit.Snapshot);
            if (snapshots.Count > 0 && keys.Below(6) == 0)
                await AssertScansAsync(model, snapshots[keys.Below(snapshots.Count)], keys);
        }

        snapshots.Add(await ledger.NowAsync());
        foreach (Snapshot snapshot in snapshots)
        {
            await AssertScansAsync(model, snapshot, keys);
            foreach (byte[] key in model.Keys.Append(keys.Next()).ToArray())
                await AssertKeyAsync(model, snapshot, key);
        }
    }

    private static async Task AssertKeyAsync(KeyModel model, Snapshot snapshot, byte[] key)
    {
        ulong[] versions = model.Versions(key, snapshot.Size);
        KeyVersion? latest = await snapshot.LatestAsync(key, Ct);

        Assert.Equal(versions.Length == 0 ? null : versions[^1], latest?.Index);
        Assert.Equal(versions, await snapshot.VersionsAsync(key, oldestFirst: true, Ct).Select(v => v.Index).ToArrayAsync(Ct));
        Assert.Equal(versions.Reverse(), await snapshot.VersionsAsync(key, oldestFirst: false, Ct).Select(v => v.Index).ToArrayAsync(Ct));
    }

    private static async Task AssertScansAsync(KeyModel model, Snapshot snapshot, RandomKeys keys)
    {
        byte[] known = model.Keys.ElementAt(keys.Below(model.Keys.Count()));
        foreach (byte[] start in (byte[][])[[], [0xFF, 0xFF, 0xFF], keys.Next(), known, [.. known.AsSpan(0, known.Length / 2)]])
        {
            foreach (bool reverse in (bool[])[false, true])
            {
                (string, ulong)[] found = await snapshot.ScanAsync(start, reverse, Ct)
                    .Select(r => (Convert.ToHexString(r.Key.Span), r.Index)).ToArrayAsync(Ct);
                Assert.Equal(model.Scan(start, reverse, snapshot.Size), found);
            }
        }

        Assert.Equal((ulong)model.Scan([], false, snapshot.Size).Length, await snapshot.CountKeysAsync(Ct));
    }
}
