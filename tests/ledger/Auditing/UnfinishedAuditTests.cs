using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Auditing;

/// <summary>An audit that did not end well says how far it came.</summary>
public sealed class UnfinishedAuditTests
{
    private static readonly LedgerShape Shape = LedgerShape.Middle;

    [Fact]
    public async Task RunAsync_EntryDamaged_HasReadTheFramesBefore()
    {
        LedgerImage image = await LedgerImage.WriteAsync(Shape, null);
        (string segment, _, int record, int length) = image.Find(500);
        image.Flip(segment, record + length - 1);

        AuditVerdict verdict = await AuditAsync(image, null, AuditOptions.Everything);

        Assert.Equal((AuditOutcome.Failed, 497UL), (verdict.Outcome, verdict.ReadEntries)); // seven to a frame
        Assert.Equal(0UL, verdict.Size); // nothing is remembered
    }

    [Fact]
    public async Task RunAsync_RunDamaged_HasReadTheLogAndItsTiles()
    {
        LedgerImage image = await LedgerImage.WriteAsync(Shape, null);
        image.Flip(image.Runs.First(), 40);

        AuditVerdict verdict = await AuditAsync(image, null, AuditOptions.Everything);

        Assert.Equal((AuditOutcome.Failed, (ulong)Shape.Entries), (verdict.Outcome, verdict.ReadEntries));
        Assert.Equal((4L, 0L, 0), (verdict.TilesCompared, verdict.TilesMissing, verdict.RunsCompared)); // two of hashes, two of positions
    }

    [Fact]
    public async Task RunAsync_ManifestDamaged_HasReadNothing()
    {
        LedgerImage image = await LedgerImage.WriteAsync(Shape, null);
        image.Flip("index/manifest", 30);

        AuditVerdict verdict = await AuditAsync(image, null, AuditOptions.Everything);

        Assert.Equal((AuditOutcome.Failed, 0UL, 0L), (verdict.Outcome, verdict.ReadEntries, verdict.TilesCompared));
    }

    [Fact]
    public async Task RunAsync_OldReadAgainInPart_CountsEachEntryOnce()
    {
        LedgerImage older = await LedgerImage.WriteAsync(Shape with { Entries = 350 }, null);
        LedgerImage image = await LedgerImage.WriteAsync(Shape, null);
        AuditState known = await StateAsync(older);
        var some = new AuditOptions { SweepEntries = 70 };

        AuditVerdict passed = await AuditAsync(image, known, some);
        (string segment, _, int record, int length) = image.Find(500);
        image.Flip(segment, record + length - 1);
        AuditVerdict failed = await AuditAsync(image, known, some);

        Assert.Equal((AuditOutcome.Passed, 420UL), (passed.Outcome, passed.ReadEntries)); // 70 old, 350 new
        Assert.Equal((AuditOutcome.Failed, 70UL + 147), (failed.Outcome, failed.ReadEntries)); // of the new 350 to 496
    }

    private static async Task<AuditState> StateAsync(LedgerImage image)
    {
        await using IBlobStore store = await image.ToMemoryAsync();
        return (await LedgerAudit.RunAsync(store, "", "db", null, new AuditOptions(), Ct)).Next!;
    }

    private static async Task<AuditVerdict> AuditAsync(LedgerImage image, AuditState? known, AuditOptions options)
    {
        await using IBlobStore store = await image.ToMemoryAsync();
        return (await LedgerAudit.RunAsync(store, "", "db", known, options, Ct)).Verdict;
    }
}
