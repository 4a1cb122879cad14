using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>A manifest that does not go on from what a running ledger knows: its rows are no longer in memory, so it must not be taken.</summary>
public sealed class ReplacedManifestTests
{
    private const int Slices = 4;

    private static LedgerOptions Options => Sliced.Options with { RunGrace = TimeSpan.FromHours(1), Time = TimeProvider.System };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_OlderManifestPutBack_NoKeyIsMissing(bool isExclusive)
    {
        var store = new MemoryStore(isExclusive);
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, Sliced.Entries, Options);
        byte[] older = (await Sliced.BlobsAsync(store))[ManifestCodec.Name];
        await SetKeysAsync(ledger, Slices * Sliced.Entries);
        await ledger.SettleAsync(Ct);
        await PutBackAsync(store, older);

        // The end of the next slice meets it.
        await SetKeysAsync(ledger, 2 * Sliced.Entries);
        await Task.Delay(100, Ct);
        await SetKeysAsync(ledger, 1);

        Assert.Equal((ulong)(Sliced.Entries + (Slices * Sliced.Entries)), await (await ledger.NowAsync()).CountKeysAsync(Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Latest_OlderManifestPutBackAndARunRemoved_SaysSo(bool isExclusive)
    {
        var store = new MemoryStore(isExclusive);
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, Sliced.Entries, Options with { CacheBytes = 1 });
        byte[] older = (await Sliced.BlobsAsync(store))[ManifestCodec.Name];
        await SetKeysAsync(ledger, Slices * Sliced.Entries);
        await ledger.SettleAsync(Ct);
        RunInfo newest = (await Sliced.ManifestAsync(store)).Runs[^1];
        await PutBackAsync(store, older);
        await store.DeleteAsync(RunName.Format(newest.From, newest.To), Ct);
        await ledger.SetAsync("late"); // the snapshot before it has the rows in memory
        Snapshot snapshot = await ledger.NowAsync();

        LedgerException refusal = await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await snapshot.LatestAsync("set-1"u8.ToArray(), Ct));

        Assert.Contains("index/manifest was removed or replaced while this process ran; restart", refusal.Message, StringComparison.Ordinal);
    }

    // As long as the other log's runs cover as much, and one of them has the place of one of ours.
    [Fact]
    public async Task Latest_ManifestOfAnotherLogAndARunRemoved_SaysSo()
    {
        var (store, other) = (new MemoryStore(exclusive: false), new MemoryStore());
        await using LedgerEngine ledger = await Sliced.LoadedAsync(store, 2 * Sliced.Entries, Options with { CacheBytes = 1 });
        await using (LedgerEngine another = await TestLedger.OpenAsync(other, Options))
        {
            await SetKeysAsync(another, 3 * Sliced.Entries);
            await another.SettleAsync(Ct);
        }

        RunInfo newest = (await Sliced.ManifestAsync(store)).Runs[^1];
        await PutBackAsync(store, (await Sliced.BlobsAsync(other))[ManifestCodec.Name]);
        await store.DeleteAsync(RunName.Format(newest.From, newest.To), Ct);
        await ledger.SetAsync("late"); // the snapshot before it has the rows in memory
        Snapshot snapshot = await ledger.NowAsync();

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await snapshot.LatestAsync("key-1"u8.ToArray(), Ct));
    }

    private static async Task SetKeysAsync(LedgerEngine ledger, int count)
    {
        for (int i = 0; i < count; i++)
            await ledger.SetAsync($"set-{i}");
    }

    private static async Task PutBackAsync(MemoryStore store, byte[] manifest)
    {
        await store.DeleteAsync(ManifestCodec.Name, Ct);
        await store.PutAsync(ManifestCodec.Name, manifest, PutCondition.IfAbsent, PutDurability.Durable, Ct);
    }
}
