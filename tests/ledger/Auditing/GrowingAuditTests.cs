using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Checkpoints;
using ImmuFunctions.Ledger.Tests.Stores;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Auditing;

/// <summary>A healthy ledger passes also while it is written, merged and signed.</summary>
public sealed class GrowingAuditTests
{
    private const int MinAudits = 15;
    private const ulong MinEntries = 3000;

    [Fact]
    public async Task RunAsync_BesideWriterInFolder_Passes()
    {
        using var folder = new TemporaryFolder();
        await using FolderStore store = FolderStore.Open(folder.Root);
        await AuditBesideAsync(store, hosts: 1);
    }

    [Fact]
    public async Task RunAsync_BesideSeveralHosts_Passes()
    {
        await using var store = new MemoryStore(exclusive: false);
        await AuditBesideAsync(store, hosts: 3);
    }

    private static async Task AuditBesideAsync(IBlobStore store, int hosts)
    {
        using var signer = new TestSigner();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var options = new LedgerOptions
        {
            SliceEntries = 300,
            SegmentFrames = 50,
            RunGrace = TimeSpan.Zero,
            UpkeepShare = 1,
            OthersFirst = TimeSpan.Zero,
            Signer = signer,
            CheckpointOrigin = TestSigner.Origin,
            CheckpointInterval = TimeSpan.FromMilliseconds(20),
        };
        Task[] writers = [.. Enumerable.Range(0, hosts).Select(host => Task.Run(() => WriteAsync(store, options, host, stop.Token)))];
        AuditState? state = null;
        int growing = 0;
        var auditing = new AuditOptions { SignerPoint = signer.PublicPoint };
        for (int audits = 0; growing < MinAudits || state!.Size < MinEntries; audits++)
        {
            // Every other one with small sweeps, so that all ways of reading are gone.
            AuditOptions how = audits % 2 == 0 ? auditing : auditing with { SweepEntries = 700 };
            AuditResult result = await LedgerAudit.RunAsync(store, "", "db", state, how, Ct);

            Assert.True(result.Verdict.Outcome is AuditOutcome.Passed or AuditOutcome.NothingToCheck or AuditOutcome.NotDone, result.Verdict.ToString());
            growing += result.Verdict.NewEntries > 0 ? 1 : 0;
            state = result.Next ?? state;
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        AuditResult last = await LedgerAudit.RunAsync(store, "", "db", state, auditing, Ct);
        Assert.True(last.Verdict.Outcome == AuditOutcome.Passed, last.Verdict.ToString());
    }

    private static async Task WriteAsync(IBlobStore store, LedgerOptions options, int host, CancellationToken stop)
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, options);
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            EntryDraft[] drafts = [.. Enumerable.Range(0, (i % 20) + 1).Select(n => TestLedger.Draft($"key-{host}-{(i * 7) + n}", $"value-{i}"))];
            await ledger.AppendAsync(drafts, i % 3 == 0 ? new RequestId(((UInt128)(uint)host << 64) + (uint)i) : null, Ct);
        }
    }
}
