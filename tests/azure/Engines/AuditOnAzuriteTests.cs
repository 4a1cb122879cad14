using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests;
using Xunit;

namespace ImmuFunctions.Azure.Tests.Engines;

/// <summary>The auditor over blobs that others write to, remembering in containers of its own.</summary>
public sealed class AuditOnAzuriteTests(SharedAzurite azurite)
{
    private const string Tile = "defaultdb/tile/0/000";
    private static readonly LedgerOptions Options = new() { Prefix = "defaultdb/", SegmentFrames = 20, SliceEntries = 64, RunGrace = TimeSpan.Zero, UpkeepShare = 1 };

    [Fact]
    public async Task Run_BesideTwoWriters_PassesAndReachesTheirEnd()
    {
        AzureStoreOptions where = SharedAzurite.NewOptions();
        await using AzureBlobStore storeA = await azurite.OpenAsync(where);
        await using AzureBlobStore storeB = await azurite.OpenAsync(where);
        await using AzureBlobStore read = await azurite.OpenAsync(where);
        await using AzureBlobStore kept = await azurite.OpenAsync(where with { Suffix = "-audit" });
        await using LedgerEngine a = await TestLedger.OpenAsync(storeA, Options);
        await using LedgerEngine b = await TestLedger.OpenAsync(storeB, Options);
        var trail = new AuditTrail(kept);

        Task writing = Task.WhenAll(new[] { a, b }.Select(async ledger =>
        {
            for (int i = 0; i < 150; i++)
                await ledger.SetAsync($"key-{i}");
        }));
        var verdicts = new List<AuditVerdict>();
        do
            verdicts.Add(await AuditAsync(trail, read));
        while (!writing.IsCompleted);
        await writing;
        verdicts.Add(await AuditAsync(trail, read));

        Assert.All(verdicts.SkipWhile(v => v.Outcome == AuditOutcome.NothingToCheck), v => Assert.Equal(AuditOutcome.Passed, v.Outcome));
        Assert.Equal(300ul, verdicts[^1].Size);
        Assert.Equal((ulong)verdicts.Count, (await trail.StateAsync("defaultdb", Ct))!.Sequence);
    }

    [Fact]
    public async Task Run_TileReplaced_FailsEachTimeAndRemembersWhatItDid()
    {
        AzureStoreOptions where = SharedAzurite.NewOptions();
        await using AzureBlobStore store = await azurite.OpenAsync(where);
        await using AzureBlobStore kept = await azurite.OpenAsync(where with { Suffix = "-audit" });
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(store, Options))
            await ledger.LoadAsync(600, perFrame: 10);
        var trail = new AuditTrail(kept);
        AuditVerdict before = await AuditAsync(trail, store);
        byte[] tile = (await store.GetAsync(Tile, Ct))!.Bytes.ToArray();
        tile[32 * 5] ^= 1;
        await store.DeleteAsync(Tile, Ct);
        await store.PutAsync(Tile, tile, PutCondition.IfAbsent, PutDurability.Durable, Ct);

        AuditVerdict first = await AuditAsync(trail, store);
        AuditVerdict second = await AuditAsync(trail, store);

        Assert.Equal(AuditOutcome.Passed, before.Outcome);
        Assert.All([first, second], verdict =>
        {
            Assert.Equal(AuditOutcome.Failed, verdict.Outcome);
            Assert.Equal(AuditFault.HashTile, verdict.Failure!.Fault);
            Assert.Equal(5ul, verdict.Failure.FirstIndex);
            Assert.Equal((600ul, before.Root), (verdict.PreviousSize, verdict.PreviousRoot));
        });
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<AuditVerdict> AuditAsync(AuditTrail trail, AzureBlobStore store) =>
        (await trail.RunAsync(store, "defaultdb/", "defaultdb", new AuditOptions(), Ct)).Verdict;
}
