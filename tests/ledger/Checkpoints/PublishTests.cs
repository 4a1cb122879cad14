using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Ledger.Checkpoints;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Checkpoints;

public sealed class PublishTests
{
    [Fact]
    public async Task Publish_NoOriginOrNoSigner_IsNull()
    {
        using var signer = new TestSigner();
        await using LedgerEngine noOrigin = await TestLedger.OpenAsync(new MemoryStore(), Published.By(signer) with { CheckpointOrigin = null });
        await using LedgerEngine noSigner = await TestLedger.OpenAsync(new MemoryStore(), Published.By(signer) with { Signer = null });

        Assert.Null(await noOrigin.PublishCheckpointAsync(Ct));
        Assert.Null(await noSigner.PublishCheckpointAsync(Ct));
        Assert.Null(await noSigner.CheckpointAsync(Ct));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("a+b")]
    [InlineData("")]
    public async Task Open_OriginThatIsNoName_Refuses(string origin)
    {
        using var signer = new TestSigner();

        await Assert.ThrowsAsync<ArgumentException>(() => TestLedger.OpenAsync(new MemoryStore(), Published.By(signer) with { CheckpointOrigin = origin }));
    }

    [Fact]
    public async Task Publish_LedgerThatGrows_ShowsSizeAndRootOfEachTime()
    {
        using var signer = new TestSigner();
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        foreach (int more in new[] { 0, 1, 7, 300, 1 })
        {
            await ledger.LoadAsync(more, perFrame: 50);

            SignedCheckpoint published = (await ledger.PublishCheckpointAsync(Ct))!;

            Snapshot now = await ledger.NowAsync();
            Assert.Equal(new Checkpoint(TestSigner.Origin, now.Size, now.Root), published.Checkpoint);
            Assert.Equal(published.Checkpoint, await Published.InAsync(store, signer));
            Assert.Equal(published.Note, (await ledger.CheckpointAsync(Ct))!.Value);
        }
    }

    [Fact]
    public async Task Publish_Twice_IsOneSignatureAndOnePut()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(new MemoryStore());
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        await ledger.SetAsync("a");
        store.Forget();

        SignedCheckpoint first = (await ledger.PublishCheckpointAsync(Ct))!;
        Assert.Equal(["get checkpoint", "put checkpoint"], store.Take());
        Assert.Same(first, await ledger.PublishCheckpointAsync(Ct));
        Assert.Empty(store.Operations);
        await ledger.SetAsync("b");
        store.Forget();
        await ledger.PublishCheckpointAsync(Ct);

        Assert.Equal(["put checkpoint"], store.Take());
        Assert.Equal(2, signer.Signed);
    }

    [Fact]
    public async Task Publish_GrowingByManyTiles_ReadsNone()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(new MemoryStore());
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        store.Forget();
        await ledger.PublishCheckpointAsync(Ct);
        for (int i = 0; i < 5; i++)
        {
            await ledger.LoadAsync(5_000, perFrame: 500);
            await ledger.PublishCheckpointAsync(Ct);
        }

        Assert.Equal(6, store.Count("put checkpoint"));
        Assert.Equal(["get checkpoint"], store.Operations.Where(o => o.StartsWith("get ", StringComparison.Ordinal) || o.StartsWith("read ", StringComparison.Ordinal)));
        Assert.Equal(6, signer.Signed);
    }

    [Fact]
    public async Task Publish_AfterARestart_GoesOnFromWhatIsThere()
    {
        using var signer = new TestSigner();
        var store = new CountingStore(new MemoryStore());
        await using (LedgerEngine before = await TestLedger.OpenAsync(store, Published.By(signer)))
        {
            await before.LoadAsync(40);
            await before.PublishCheckpointAsync(Ct);
        }

        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        store.Forget();

        Assert.Equal(40u, (await ledger.PublishCheckpointAsync(Ct))!.Checkpoint.Size);
        Assert.Equal(["get checkpoint"], store.Take());
        Assert.Equal(1, signer.Signed);
        await ledger.SetAsync("more");
        Assert.Equal(41u, (await ledger.PublishCheckpointAsync(Ct))!.Checkpoint.Size);
    }

    [Fact]
    public async Task Publish_AnswerLost_IsReadBack()
    {
        using var signer = new TestSigner();
        var store = new SwapStore(new MemoryStore());
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        await ledger.SetAsync("a");
        store.NextSwap(async put =>
        {
            await put();
            throw new LedgerException(LedgerErrorKind.Unavailable, "no answer (test)");
        });

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await ledger.PublishCheckpointAsync(Ct));

        Assert.Equal(1u, (await ledger.PublishCheckpointAsync(Ct))!.Checkpoint.Size);
        Assert.Equal(1, signer.Signed);
        await ledger.SetAsync("b");
        await ledger.PublishCheckpointAsync(Ct);
        Assert.Equal(2u, (await Published.InAsync(store, signer))!.Size);
    }

    [Fact]
    public async Task Publish_AnotherHostIsFirstWithMore_IsContentWithIts()
    {
        using var signer = new TestSigner();
        var shared = new MemoryStore(exclusive: false);
        var store = new SwapStore(shared);
        await using LedgerEngine here = await TestLedger.OpenAsync(store, Published.By(signer));
        await using LedgerEngine there = await TestLedger.OpenAsync(shared, Published.By(signer));
        await here.SetAsync("a");
        store.NextSwap(async put =>
        {
            await there.SetAsync("b");
            await there.PublishCheckpointAsync(Ct);
            return await put();
        });

        SignedCheckpoint published = (await here.PublishCheckpointAsync(Ct))!;

        Assert.Equal(2u, published.Checkpoint.Size);
        Assert.Equal(published.Checkpoint, await Published.InAsync(shared, signer));
        Assert.Equal(2, signer.Signed); // one each; ours, for the smaller tree, is nowhere published
    }

    [Fact]
    public async Task Publish_AnotherHostIsFirstWithLess_BeginsAgain()
    {
        using var signer = new TestSigner();
        var shared = new MemoryStore(exclusive: false);
        var store = new SwapStore(shared);
        await using LedgerEngine here = await TestLedger.OpenAsync(store, Published.By(signer));
        await using LedgerEngine there = await TestLedger.OpenAsync(shared, Published.By(signer));
        await there.SetAsync("a");

        // Ours is for two entries; before its swap the other host publishes the one that it knows of.
        SignedCheckpoint less = (await there.PublishCheckpointAsync(Ct))!;
        await shared.DeleteAsync(Published.Name, Ct);
        await here.SetAsync("b");
        store.NextSwap(async put =>
        {
            await Published.ReplaceAsync(shared, less.Note);
            return await put();
        });

        Assert.Equal(2u, (await here.PublishCheckpointAsync(Ct))!.Checkpoint.Size);
        Assert.Equal(2u, (await Published.InAsync(shared, signer))!.Size);
        Assert.Equal(2, signer.Signed);
    }

    [Fact]
    public async Task Publish_ManyHostsAtOnce_NeverGoesBack()
    {
        using var signer = new TestSigner();
        var shared = new MemoryStore(exclusive: false);
        LedgerEngine[] hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestLedger.OpenAsync(shared, Published.By(signer))));
        var seen = new List<ulong>();
        using var over = new CancellationTokenSource();
        Task watching = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                seen.Add((await Published.InAsync(shared, signer))?.Size ?? 0);
                await Task.Yield();
            }
        }, Ct);

        await Task.WhenAll(hosts.Select(host => Task.Run(async () =>
        {
            for (int i = 0; i < 20; i++)
            {
                await host.SetAsync($"{i}");
                await host.PublishCheckpointAsync(Ct);
            }
        }, Ct)));
        await over.CancelAsync();
        await watching;

        Assert.Equal(seen.Order(), seen);
        Assert.Equal(80u, (await Published.InAsync(shared, signer))!.Size);
        foreach (LedgerEngine host in hosts)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task Publish_SignerGivesNonsense_PublishesNothing()
    {
        using var signer = new TestSigner { IsBroken = true };
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        await ledger.SetAsync("a");

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await ledger.PublishCheckpointAsync(Ct));

        Assert.Null(await Published.InAsync(store, signer));
    }
}
