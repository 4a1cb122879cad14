using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tests.Indexing;
using Xunit;
using static ImmuFunctions.Ledger.Tests.Requests.Named;

namespace ImmuFunctions.Ledger.Tests.Requests;

/// <summary>Every kind of start knows the same requests, and a start that reads the manifest reads no more than before.</summary>
public sealed class WindowStartTests : IAsyncDisposable
{
    private readonly MemoryStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Open_ManifestAndTail_KnowsTheRequestsOfBoth()
    {
        CommittedRequest[] known = await WriteAsync(50);
        Manifest manifest = await Sliced.ManifestAsync(_store);
        var counting = new CountingStore(_store);

        await using LedgerEngine ledger = await TestLedger.OpenAsync(counting, Sliced.Options);

        Assert.InRange(manifest.Requests.Count, 10, known.Length - 1);
        Assert.Equal(known.TakeWhile(r => r.FirstIndex < manifest.Size), manifest.Requests);
        Assert.Equal(known, ledger.KnownRequests);
        Assert.Equal(1, counting.Count("get index/manifest"));
        Assert.Equal(1, counting.Count("read log/"));
        Assert.Equal((known[0].FirstIndex, 2, true), (await ledger.SetAsync(known[0].Id, "a", "b")).Place());
    }

    [Fact]
    public async Task Open_WithoutManifest_KnowsTheSame()
    {
        CommittedRequest[] known = await WriteAsync(50);
        await Sliced.DeleteIndexAsync(_store);

        await using LedgerEngine ledger = await TestLedger.OpenAsync(_store, Sliced.Options);

        Assert.Equal(known, ledger.KnownRequests);
    }

    [Fact]
    public async Task Open_AfterMerges_TheManifestStillNamesTheLastRequests()
    {
        CommittedRequest[] known = await WriteAsync(200);
        Manifest manifest = await Sliced.ManifestAsync(_store);

        Assert.Contains(manifest.Runs, run => run.Slices > 1);
        Assert.Equal(known.TakeWhile(r => r.FirstIndex < manifest.Size), manifest.Requests);
    }

    [Fact]
    public async Task Open_ManifestOfALogWithoutIds_IsOfVersion1()
    {
        await (await Sliced.LoadedAsync(_store, 40)).DisposeAsync();

        BlobContent manifest = (await _store.GetAsync(ManifestCodec.Name, Ct))!;
        await using LedgerEngine ledger = await TestLedger.OpenAsync(_store, Sliced.Options);

        Assert.Equal(1, manifest.Bytes.Span[7]);
        Assert.Empty(ledger.KnownRequests);
    }

    // Position tiles are made from the log: a table of requests moves the records behind it.
    [Fact]
    public async Task Entries_OfFramesWithRequests_AreFoundAgainWithoutPositionTiles()
    {
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(_store, Sliced.Options))
        {
            await Task.WhenAll(Enumerable.Range(0, 300).Select(i => ledger.SetAsync(Id(i), $"{i}")));
            await ledger.SettleAsync(Ct);
        }

        await using LedgerEngine later = await TestLedger.OpenAsync(_store, Sliced.Options);
        Assert.True(await _store.DeleteAsync("positions/000", Ct));
        Assert.True(await _store.DeleteAsync("tile/0/000", Ct));

        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), (await later.KeysAsync()).OrderBy(k => k.Length).ThenBy(k => k, StringComparer.Ordinal));
    }

    // Frames of two entries, some with an id, in slices of 16.
    private async Task<CommittedRequest[]> WriteAsync(int frames)
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(_store, Sliced.Options);
        var known = new List<CommittedRequest>();
        for (int i = 0; i < frames; i++)
        {
            RequestId? id = i % 3 == 1 ? null : Id(i);
            Commit commit = await ledger.SetAsync(id, "a", "b");
            if (id is { } named)
                known.Add(new CommittedRequest(named, commit.FirstIndex, 2));
        }

        await ledger.SetAsync(Id(frames), "behind");
        known.Add(new CommittedRequest(Id(frames), 2ul * (ulong)frames, 1));
        await ledger.SettleAsync(Ct);
        Assert.Equal(known, ledger.KnownRequests);
        return [.. known];
    }
}
