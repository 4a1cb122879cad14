using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Checkpoints;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Auditing;

/// <summary>A ledger that is too large for one audit is read in turns.</summary>
public sealed class SweepTests
{
    private static readonly LedgerShape Shape = LedgerShape.Middle;

    [Fact]
    public async Task RunAsync_LargerThanASweep_ReadsAllOfTheOldInTurns()
    {
        await using MemoryStore store = await (await LedgerImage.WriteAsync(Shape, null)).ToMemoryAsync();
        var options = new AuditOptions { SweepEntries = 200 };
        AuditState? state = null;
        var swept = new List<ulong>();
        for (int i = 0; i < 6; i++)
        {
            AuditResult result = await LedgerAudit.RunAsync(store, "", "db", state, options, Ct);
            Assert.True(result.Verdict.Outcome == AuditOutcome.Passed, result.Verdict.ToString());
            swept.Add(result.Verdict.SweptTo);
            state = AuditStateCodec.TryDecode(AuditStateCodec.Encode(result.Next!));
        }

        // The first has nothing old; then 200 at a time, as whole frames of seven.
        Assert.Equal([0ul, 203, 406, 609, 700, 203], swept);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(350)]
    [InlineData(690)]
    public async Task RunAsync_OldValueChangedAndAllMended_IsFoundWithinOneTurn(int forkedAt)
    {
        using var signer = new TestSigner();
        await using MemoryStore sound = await (await LedgerImage.WriteAsync(Shape, signer)).ToMemoryAsync();
        LedgerImage forked = await LedgerImage.WriteAsync(Shape, signer, forkedAt);
        forked.Files.Remove("checkpoint");
        await using MemoryStore changed = await forked.ToMemoryAsync();
        var options = new AuditOptions { SweepEntries = 200 };
        AuditState known = (await LedgerAudit.RunAsync(sound, "", "db", null, options, Ct)).Next! with { CheckpointSize = 0 };

        AuditResult result = await LedgerAudit.RunAsync(changed, "", "db", known, options, Ct);

        // The anchor, the last audited frame, carries another root: no turn has to come round for that.
        Assert.Equal(AuditOutcome.Failed, result.Verdict.Outcome);
        Assert.Equal(AuditFault.LogForked, result.Verdict.Failure!.Fault);
        Assert.Equal(known.Root, result.Next!.Root);
    }

    [Fact]
    public async Task RunAsync_MoreNewThanOneAuditTakes_GoesOnWithTheNext()
    {
        await using MemoryStore store = await (await LedgerImage.WriteAsync(Shape, null)).ToMemoryAsync();
        var options = new AuditOptions { NewEntries = 300 };

        AuditResult first = await LedgerAudit.RunAsync(store, "", "db", null, options, Ct);
        AuditResult second = await LedgerAudit.RunAsync(store, "", "db", first.Next, options, Ct);
        AuditResult third = await LedgerAudit.RunAsync(store, "", "db", second.Next, options, Ct);

        Assert.Equal([301ul, 602, 700], new[] { first, second, third }.Select(r => r.Verdict.Size));
        Assert.Equal([false, false, true], new[] { first, second, third }.Select(r => r.Verdict.IsWhole));
        Assert.Equal(602ul, first.Verdict.KnownSize);
        Assert.All([first, second, third], r => Assert.Equal(AuditOutcome.Passed, r.Verdict.Outcome));
    }

    [Fact]
    public async Task RunAsync_StoreFails_IsNotDoneAndChangesNothing()
    {
        await using var store = new Doubles.FaultyStore(await (await LedgerImage.WriteAsync(Shape, null)).ToMemoryAsync());
        AuditState state = (await LedgerAudit.RunAsync(store, "", "db", null, new AuditOptions(), Ct)).Next!;
        store.FailNext("read");

        AuditResult result = await LedgerAudit.RunAsync(store, "", "db", state, new AuditOptions(), Ct);

        Assert.Equal(AuditOutcome.NotDone, result.Verdict.Outcome);
        Assert.Null(result.Next);
    }

    [Fact]
    public async Task RunAsync_RunsLargerThanItReads_ArePassedOverAndSaidSo()
    {
        await using MemoryStore store = await (await LedgerImage.WriteAsync(Shape, null)).ToMemoryAsync();

        AuditResult result = await LedgerAudit.RunAsync(store, "", "db", null, new AuditOptions { RunBytes = 1 }, Ct);

        Assert.Equal(AuditOutcome.Passed, result.Verdict.Outcome);
        Assert.Equal(0, result.Verdict.RunsCompared);
        Assert.True(result.Verdict.RunsPassedOver > 0);
    }
}
