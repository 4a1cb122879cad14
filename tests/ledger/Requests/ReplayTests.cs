using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;
using static ImmuFunctions.Ledger.Tests.Requests.Named;

namespace ImmuFunctions.Ledger.Tests.Requests;

/// <summary>A request sent again is answered with its first result, by whichever host.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private readonly MemoryStore _memory = new(exclusive: false);
    private CountingStore _store = null!;
    private LedgerEngine _one = null!;
    private LedgerEngine _two = null!;

    public async ValueTask InitializeAsync()
    {
        _store = new CountingStore(_memory);
        _one = await TestLedger.OpenAsync(_store, TestLedger.OneSegment);
        _two = await TestLedger.OpenAsync(_memory, TestLedger.OneSegment);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Append_SameIdAgain_GivesTheFirstResultAndWritesNothing()
    {
        Commit first = await _one.SetAsync(Id(1), "a", "b");
        await _one.SetAsync(null, "c");
        _store.Forget();

        Commit again = await _one.SetAsync(Id(1), "a", "b");

        Assert.Equal((0ul, 2, false), first.Place());
        Assert.Equal((0ul, 2, true), again.Place());
        Assert.Equal(3ul, again.Snapshot.Size);
        Assert.Empty(_store.Operations);
        Assert.Equal(["a", "b", "c"], await _one.KeysAsync());
    }

    [Fact]
    public async Task Append_WithoutId_IsWrittenEachTime()
    {
        await _one.SetAsync(null, "a");

        Assert.Equal((1ul, 1, false), (await _one.SetAsync(null, "a")).Place());
        Assert.Empty(_one.KnownRequests);
    }

    [Fact]
    public async Task Append_SameIdOnAnotherHostThatHasNotReadOn_GivesTheFirstResult()
    {
        await _one.SetAsync(Id(1), "a");

        Assert.Equal((0ul, 1, true), (await _two.SetAsync(Id(1), "a")).Place());
        Assert.Equal(["a"], await _one.KeysAsync());
    }

    [Fact]
    public async Task Append_SameIdOnTwoHostsAtOnce_IsWrittenOnce()
    {
        for (int i = 0; i < 50; i++)
        {
            RequestId id = Id(i);
            Commit[] commits = await Task.WhenAll(Task.Run(() => _one.SetAsync(id, $"{id}"), Ct), Task.Run(() => _two.SetAsync(id, $"{id}"), Ct));

            Assert.Equal(commits[0].FirstIndex, commits[1].FirstIndex);
            Assert.Single(commits, c => c.IsReplay);
        }

        Assert.Equal(50, (await _one.KeysAsync()).Length);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a", "b", "c")]
    public async Task Append_SameIdWithAnotherNumberOfEntries_IsAConflict(params string[] keys)
    {
        await _one.SetAsync(Id(1), "a", "b");

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Conflict, () => _one.SetAsync(Id(1), keys));

        Assert.Contains("the id was used for another request: that one has the number of entries 2, from index 0 on", e.Message, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], await _one.KeysAsync());
    }

    [Fact]
    public async Task Append_AfterARestartWithoutManifest_GivesTheFirstResult()
    {
        await _one.SetAsync(null, "a");
        await _one.SetAsync(Id(1), "b", "c");

        await using LedgerEngine later = await TestLedger.OpenAsync(_memory, TestLedger.OneSegment);

        Assert.Equal((1ul, 2, true), (await later.SetAsync(Id(1), "b", "c")).Place());
    }

    [Fact]
    public async Task Append_LotsOfOthersSince_IsKnownAsLongAsTheWindowAndWrittenAgainBeyondIt()
    {
        await _one.SetAsync(Id(0), "first");
        await Task.WhenAll(Enumerable.Range(1, CommittedRequest.Window - 1).Select(i => _one.SetAsync(Id(i), "other")));
        await _one.SetAsync(null, "without id");

        Assert.Equal((0ul, 1, true), (await _one.SetAsync(Id(0), "first")).Place());
        await _one.SetAsync(Id(CommittedRequest.Window), "one more");
        Assert.Equal((CommittedRequest.Window + 2ul, 1, false), (await _one.SetAsync(Id(0), "first")).Place());

        Assert.Equal(CommittedRequest.Window, _one.KnownRequests.Count);
        Assert.Equal((CommittedRequest.Window + 2ul, 1, true), (await _one.SetAsync(Id(0), "first")).Place());
        await _two.NowAsync();
        Assert.Equal(_one.KnownRequests, _two.KnownRequests);
    }

    [Fact]
    public async Task Append_LargestBatchWithAnId_FitsOneAppend()
    {
        var small = new CountingStore(new SmallAppends(new MemoryStore(), 1_000));
        await using LedgerEngine ledger = await TestLedger.OpenAsync(small, TestLedger.OneSegment);
        int most = 1_000 - FrameCodec.HeaderLength - RequestTable.LengthOf(1) - EntryCodec.EncodedLength(1, 200) + 200;

        Commit commit = await ledger.AppendAsync(new[] { TestLedger.Draft("k", new string('v', most)) }, Id(1), Ct);
        await Refusal.OfAsync(LedgerErrorKind.Invalid, async () => await ledger.AppendAsync(new[] { TestLedger.Draft("k", new string('v', most + 1)) }, Id(2), Ct));
        await Task.WhenAll(Enumerable.Range(3, 60).Select(i => ledger.SetAsync(Id(i), "k")));

        Assert.Equal(0ul, commit.FirstIndex);
        Assert.Equal(61, (await ledger.KeysAsync()).Length);
    }

    private sealed class SmallAppends(IBlobStore inner, int most) : StoreDecorator(inner)
    {
        public override int MaxAppendBytes => most;
    }
}
