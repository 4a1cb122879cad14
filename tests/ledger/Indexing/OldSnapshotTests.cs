using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Snapshots;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>Snapshots whose runs are merged away and deleted at once, while they are read.</summary>
public sealed class OldSnapshotTests
{
    private static readonly LedgerOptions Options = Sliced.Options with { CacheBytes = 1, ValueIndex = true };

    [Fact]
    public async Task Snapshots_OfEverySize_AnswerAsTheyDid()
    {
        EntryModel model = SlicedLog.Model(90);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore(), Options);
        var taken = new List<Snapshot>();
        for (int frame = 0; frame < 90; frame++)
        {
            taken.Add((await ledger.AppendAsync(SlicedLog.Frame(frame), Ct)).Snapshot);
            if (frame % 7 == 0)
                await ledger.SettleAsync(Ct);
        }

        await ledger.SettleAsync(Ct);
        foreach (Snapshot snapshot in taken)
            await SlicedLog.AssertAnswersAsync(model, snapshot);
    }

    [Fact]
    public async Task Walks_BeganBeforeManyMerges_GoOnAsIfNothingHadBeen()
    {
        EntryModel model = SlicedLog.Model(150);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore(), Options);
        await WriteAsync(ledger, 0, 50);
        Snapshot snapshot = await ledger.NowAsync();
        byte[] key = "key-3"u8.ToArray(), set = "set"u8.ToArray();
        Walk[] walks =
        [
            new([.. model.Scan([], null, reverse: false, snapshot.Size)], snapshot.ScanAsync(default, null, false, Ct).Select(r => Text(r.Key, r.Version))),
            new([.. model.Scan([], null, reverse: true, snapshot.Size)], snapshot.ScanAsync(default, null, true, Ct).Select(r => Text(r.Key, r.Version))),
            new([.. model.Members(set, null, null, null, reverse: false, snapshot.Size)], snapshot.MembersAsync(set, null, null, null, false, Ct).Select(r => Text(r.Key, r.Version))),
            new([.. model.Members(set, null, null, null, reverse: true, snapshot.Size)], snapshot.MembersAsync(set, null, null, null, true, Ct).Select(r => Text(r.Key, r.Version))),
            new([.. model.Find("value-"u8.ToArray(), true, null, snapshot.Size)], snapshot.FindByValueAsync("value-"u8.ToArray(), true, null, Ct).Select(r => Text(r.Key, r.Version))),
            new([.. model.Versions(key, snapshot.Size, false, null).Select(i => $"{i}")], snapshot.VersionsAsync(key, false, null, Ct).Select(v => $"{v.Index}")),
            new([.. model.Versions(key, snapshot.Size, true, null).Select(i => $"{i}")], snapshot.VersionsAsync(key, true, null, Ct).Select(v => $"{v.Index}")),
        ];

        for (int frame = 50; frame < 150; frame += 5)
        {
            foreach (Walk walk in walks)
                await walk.StepAsync();
            await WriteAsync(ledger, frame, 5);
        }

        foreach (Walk walk in walks)
            await walk.AssertEndAsync();
    }

    private static string Text(ReadOnlyMemory<byte> key, KeyVersion version) => ModelEntry.TextOf(key.Span, version.Index, version.Kind);

    private static async Task WriteAsync(LedgerEngine ledger, int first, int frames)
    {
        for (int frame = first; frame < first + frames; frame++)
            await ledger.AppendAsync(SlicedLog.Frame(frame), Ct);
        await ledger.SettleAsync(Ct);
    }

    private sealed class Walk(string[] expected, IAsyncEnumerable<string> answers)
    {
        private readonly IAsyncEnumerator<string> _answers = answers.GetAsyncEnumerator(Ct);
        private readonly List<string> _given = [];

        public async Task<bool> StepAsync()
        {
            bool moved = await _answers.MoveNextAsync();
            if (moved)
                _given.Add(_answers.Current);
            return moved;
        }

        public async Task AssertEndAsync()
        {
            while (await StepAsync())
            {
                // To the end.
            }

            await _answers.DisposeAsync();
            Assert.Equal(expected, _given);
        }
    }
}
