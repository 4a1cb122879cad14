using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Checkpoints;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Auditing;

/// <summary>An untouched ledger passes.</summary>
public sealed class CleanAuditTests
{
    public static TheoryData<string> Shapes => [LedgerShape.Small.Name, LedgerShape.Middle.Name, LedgerShape.Large.Name];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task RunAsync_Untouched_PassesEveryTime(string name)
    {
        LedgerShape shape = new[] { LedgerShape.Small, LedgerShape.Middle, LedgerShape.Large }.Single(s => s.Name == name);
        using var signer = new TestSigner();
        LedgerImage image = await LedgerImage.WriteAsync(shape, signer);
        MemoryStore store = await image.ToMemoryAsync();
        AuditState? state = null;

        for (int run = 0; run < 3; run++)
        {
            AuditResult result = await LedgerAudit.RunAsync(store, "", "db", state, new AuditOptions { SignerPoint = signer.PublicPoint }, Ct);

            Assert.True(result.Verdict.Outcome == AuditOutcome.Passed, result.Verdict.ToString());
            Assert.True(result.Verdict.IsWhole);
            Assert.Equal((ulong)shape.Entries, result.Verdict.Size);
            Assert.Equal(run == 0 ? 0 : (ulong)shape.Entries, result.Verdict.ReadAgain);
            Assert.True(result.Verdict.CheckpointCompared);
            Assert.Equal(signer.Key.KeyId, result.Next!.Key!.KeyId);
            Assert.Equal(image.Runs.Count(), result.Verdict.RunsCompared);
            Assert.Equal(0, result.Verdict.TilesMissing);
            state = AuditStateCodec.TryDecode(AuditStateCodec.Encode(result.Next));
            Assert.NotNull(state);
        }
    }

    [Fact]
    public async Task RunAsync_Everything_ComparesAllAndTellsHowFarItIs()
    {
        using var signer = new TestSigner();
        LedgerImage image = await LedgerImage.WriteAsync(LedgerShape.Large, signer);
        MemoryStore store = await image.ToMemoryAsync();
        var told = new List<AuditProgress>();

        AuditResult result = await LedgerAudit.RunAsync(store, "", "db", null, AuditOptions.Everything with { Progress = told.Add }, Ct);

        Assert.True(result.Verdict.Outcome == AuditOutcome.Passed, result.Verdict.ToString());
        Assert.Equal(image.Runs.Count(), result.Verdict.RunsCompared);
        Assert.Equal((ulong)LedgerShape.Large.Entries, told[^1].Entries);
        Assert.Equal(told.OrderBy(t => t.Entries), told);
        Assert.InRange(told[^1].Bytes, told[^1].TotalBytes * 9 / 10, told[^1].TotalBytes); // seals are not counted
    }

    [Fact]
    public async Task RunAsync_EverythingButFewBytesOfRuns_PassesThemOver()
    {
        LedgerImage image = await LedgerImage.WriteAsync(LedgerShape.Large, null);
        MemoryStore store = await image.ToMemoryAsync();

        AuditResult result = await LedgerAudit.RunAsync(store, "", "db", null, AuditOptions.Everything with { RunBytes = 1 }, Ct);

        Assert.Equal((0, image.Runs.Count()), (result.Verdict.RunsCompared, result.Verdict.RunsPassedOver));
    }
}
