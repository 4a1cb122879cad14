using System.Text;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Commits;

/// <summary>Two writers on one store, as two hosts on one cloud account.</summary>
public sealed class TwoEnginesTests : IAsyncLifetime
{
    private readonly MemoryStore _store = new(exclusive: false);
    private LedgerEngine _one = null!;
    private LedgerEngine _two = null!;

    public async ValueTask InitializeAsync() =>
        (_one, _two) = (await TestLedger.OpenAsync(_store), await TestLedger.OpenAsync(_store));

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Snapshot_AfterTheOtherCommitted_HasIt()
    {
        Commit commit = await _one.SetAsync("k", "v");

        Snapshot seen = await _two.NowAsync();

        Assert.Equal(commit.Snapshot.Root, seen.Root);
        Assert.Equal(0ul, (await seen.LatestAsync("k"u8.ToArray(), Ct))!.Value.Index);
    }

    [Fact]
    public async Task Snapshot_AfterTheOtherSealedSegments_HasIt()
    {
        await _one.LoadAsync(50);

        Assert.Equal((await _one.NowAsync()).Root, (await _two.NowAsync()).Root);
    }

    [Fact]
    public async Task Append_BothAtOnce_NothingIsLostOrDoubled()
    {
        Task<Commit>[] writes = [.. Enumerable.Range(0, 400).Select(i => Task.Run(() => (i % 2 == 0 ? _one : _two).SetAsync($"{i}"), Ct))];
        Commit[] commits = await Task.WhenAll(writes);

        Snapshot first = await _one.NowAsync(), second = await _two.NowAsync();
        Assert.Equal((400ul, first.Root), (first.Size, second.Root));
        Assert.Equal(400, commits.Select(c => c.FirstIndex).Distinct().Count());
        for (int i = 0; i < commits.Length; i++)
            Assert.Equal($"{i}", Encoding.UTF8.GetString((await second.EntryAsync(commits[i].FirstIndex, Ct)).Key.Span));
        Assert.Equal(await Picture.OfAsync(first), await Picture.OfAsync(_store));
    }

    [Fact]
    public async Task Append_BothSealEverySegmentInARace_TheLogStaysWhole()
    {
        LedgerOptions tiny = TestLedger.Small with { SegmentFrames = 1 };
        await using LedgerEngine three = await TestLedger.OpenAsync(_store, tiny);
        await using LedgerEngine four = await TestLedger.OpenAsync(_store, tiny);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(w => Task.Run(async () =>
        {
            for (int i = 0; i < 60; i++)
                await (w == 0 ? three : four).SetAsync($"{w} {i}");
        }, Ct)));

        Snapshot seen = await three.NowAsync();
        Assert.Equal(120ul, seen.Size);
        Assert.Equal(await Picture.OfAsync(seen), await Picture.OfAsync(await four.NowAsync()));
        Assert.Equal(await Picture.OfAsync(seen), await Picture.OfAsync(_store));
    }

    [Fact]
    public async Task Snapshot_WhileTheOtherWrites_NeverGoesBack()
    {
        Task writing = Task.Run(() => _one.LoadAsync(300), Ct);
        ulong last = 0;
        while (!writing.IsCompleted)
        {
            ulong size = (await _two.NowAsync()).Size;
            Assert.True(size >= last);
            last = size;
        }

        await writing;
        Assert.Equal(300ul, (await _two.NowAsync()).Size);
    }
}
