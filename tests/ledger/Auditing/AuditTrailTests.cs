using System.Text;
using System.Text.Json;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tests.Stores;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Auditing;

public sealed class AuditTrailTests
{
    [Fact]
    public async Task RunAsync_TwiceInAFolder_KeepsStateAndOneLineEach()
    {
        using var folder = new TemporaryFolder();
        await using MemoryStore ledger = await SmallAsync();
        await using (FolderStore first = FolderStore.Open(folder.Root))
            await new AuditTrail(first).RunAsync(ledger, "", "db", new AuditOptions(), Ct);
        await using FolderStore store = FolderStore.Open(folder.Root);
        var trail = new AuditTrail(store);

        AuditKept kept = await trail.RunAsync(ledger, "", "db", new AuditOptions(), Ct);

        Assert.Null(kept.NotKept);
        Assert.Equal(20ul, (await trail.StateAsync("db", Ct))!.Size);
        string[] lines = await LinesAsync(trail);
        Assert.Equal(2, lines.Length);
        using JsonDocument last = JsonDocument.Parse(lines[1]);
        Assert.Equal("passed", last.RootElement.GetProperty("outcome").GetString());
        Assert.Equal(2, last.RootElement.GetProperty("sequence").GetInt32());
        Assert.Equal(20, last.RootElement.GetProperty("readAgain").GetInt32());
    }

    [Fact]
    public async Task RunAsync_OverlappingAudits_OneCounts()
    {
        await using MemoryStore ledger = await SmallAsync();
        await using var store = new MemoryStore(exclusive: false);
        var trail = new AuditTrail(store);
        await using var between = new BetweenStore(ledger, async () => await trail.RunAsync(ledger, "", "db", new AuditOptions(), Ct));

        AuditKept late = await trail.RunAsync(between, "", "db", new AuditOptions(), Ct);

        Assert.True(late.IsSuperseded);
        Assert.Equal(1ul, (await trail.StateAsync("db", Ct))!.Sequence);
        Assert.Single(await LinesAsync(trail));
    }

    [Fact]
    public async Task RunAsync_AppendWithLostAnswer_IsThereOnce()
    {
        await using MemoryStore ledger = await SmallAsync();
        await using var store = new FaultyStore(new MemoryStore(exclusive: false)).NextAppend(FaultyStore.PersistedButUnknown);
        var trail = new AuditTrail(store);

        AuditKept kept = await trail.RunAsync(ledger, "", "db", new AuditOptions(), Ct);

        Assert.Null(kept.NotKept);
        Assert.Single(await LinesAsync(trail));
    }

    [Fact]
    public async Task RunAsync_AppendThatWasLost_IsAppendedAgain()
    {
        await using MemoryStore ledger = await SmallAsync();
        await using var store = new FaultyStore(new MemoryStore(exclusive: false)).NextAppend(FaultyStore.LostAndUnknown);
        var trail = new AuditTrail(store);

        await trail.RunAsync(ledger, "", "db", new AuditOptions(), Ct);

        Assert.Single(await LinesAsync(trail));
    }

    [Fact]
    public async Task RunAsync_TamperedAndTrailDown_StillTells()
    {
        LedgerImage image = await LedgerImage.WriteAsync(LedgerShape.Small, null);
        image.Flip(image.Find(4).Segment, image.Find(4).Record + 5);
        await using MemoryStore ledger = await image.ToMemoryAsync();
        await using var store = new FaultyStore(new MemoryStore(exclusive: false)).FailNext("put");

        AuditKept kept = await new AuditTrail(store).RunAsync(ledger, "", "db", new AuditOptions(), Ct);

        Assert.Equal(AuditOutcome.Failed, kept.Verdict.Outcome);
        Assert.Equal(4ul, kept.Verdict.Failure!.FirstIndex);
        Assert.NotNull(kept.NotKept);
    }

    [Fact]
    public async Task RunAsync_StateChanged_IsCorrupt()
    {
        await using MemoryStore ledger = await SmallAsync();
        await using var store = new MemoryStore();
        await store.PutAsync("state/db", "no state"u8.ToArray(), PutCondition.IfAbsent, PutDurability.Durable, Ct);

        await Refusal.OfAsync(LedgerErrorKind.Corrupt, () => new AuditTrail(store).RunAsync(ledger, "", "db", new AuditOptions(), Ct));
    }

    private static async Task<MemoryStore> SmallAsync() => await (await LedgerImage.WriteAsync(LedgerShape.Small, null)).ToMemoryAsync();

    private static async Task<string[]> LinesAsync(AuditTrail trail) =>
        Encoding.UTF8.GetString((await trail.VerdictsAsync("db", DateTimeOffset.UtcNow, Ct)).Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // Before its first read of a ledger another audit runs from end to end.
    private sealed class BetweenStore(IBlobStore inner, Func<Task> first) : StoreDecorator(inner)
    {
        private bool _isDone;

        public override async ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken)
        {
            if (!_isDone)
            {
                _isDone = true;
                await first();
            }

            return await base.GetAsync(name, cancellationToken);
        }
    }
}
