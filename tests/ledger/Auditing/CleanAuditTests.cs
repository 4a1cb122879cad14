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
}
