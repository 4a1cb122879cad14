using System.Text;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Checkpoints;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Auditing;

/// <summary>Whatever is changed in the store of an audited ledger is found, each time, and nothing is remembered that was not sound.</summary>
public sealed class TamperTests(ITestOutputHelper output)
{
    public static TheoryData<string, bool> Ledgers => new()
    {
        { LedgerShape.Small.Name, false }, { LedgerShape.Small.Name, true },
        { LedgerShape.Middle.Name, false }, { LedgerShape.Middle.Name, true },
        { LedgerShape.Large.Name, false }, { LedgerShape.Large.Name, true },
    };

    [Theory]
    [MemberData(nameof(Ledgers))]
    public async Task RunAsync_Tampered_FailsEachTimeAndNeverMoves(string name, bool inFolder)
    {
        LedgerShape shape = new[] { LedgerShape.Small, LedgerShape.Middle, LedgerShape.Large }.Single(s => s.Name == name);
        using var signer = new TestSigner();
        using var other = new TestSigner();
        LedgerImage sound = await LedgerImage.WriteAsync(shape, signer);
        var context = new TamperContext(
            shape, sound,
            await LedgerImage.WriteAsync(shape, signer, (int)TamperContext.ForkOf(shape)),
            await LedgerImage.WriteAsync(shape, other),
            await LedgerImage.WriteAsync(shape with { Entries = shape.Entries - shape.PerFrame }, signer));
        var options = new AuditOptions { SignerPoint = signer.PublicPoint };
        using var disk = inFolder ? new ImageFolder() : null;
        AuditState known = (await AuditAsync(sound, disk, null, options)).Next!;
        var table = new StringBuilder($"{shape.Name}, {(inFolder ? "folder" : "memory")}\n");
        var wrong = new List<string>();

        foreach (TamperCase tampering in TamperCases.All.Where(t => t.Applies(context) && (inFolder || !t.IsForFolders)))
        {
            TamperContext changed = context with { Image = sound.Copy() };
            tampering.Change(changed);

            AuditResult once = await AuditAsync(changed.Image, disk, known, options);
            AuditResult again = await AuditAsync(changed.Image, disk, once.Next, options);
            AuditResult first = await AuditAsync(changed.Image, disk, null, options);
            AuditResult beside = await AuditAsync(changed.Image, disk, null, options with { ReadsRunsBeside = true });
            AuditResult restored = await AuditAsync(sound, disk, again.Next, options);

            table.AppendLine($"{tampering.Name} | {once.Verdict.Failure?.Fault} | {once.Verdict.Failure?.Entries} | {(first.Verdict.Outcome == AuditOutcome.Failed ? "yes" : "no")} | {once.Verdict.Failure?.What}");
            if (beside.Verdict.Failure != first.Verdict.Failure)
                wrong.Add($"{tampering.Name}: with the runs read beside the log {beside.Verdict}, without {first.Verdict}");
            wrong.AddRange(Complaints(tampering, changed, known, once, again, first, restored).Select(c => $"{tampering.Name}: {c}; {once.Verdict}"));
        }

        output.WriteLine(table.ToString());
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static IEnumerable<string> Complaints(
        TamperCase tampering, TamperContext changed, AuditState known, AuditResult once, AuditResult again, AuditResult first, AuditResult restored)
    {
        foreach (AuditResult result in new[] { once, again })
        {
            if (result.Verdict.Outcome != AuditOutcome.Failed)
                yield return $"not found ({result.Verdict})";
            else if (!tampering.Faults.Contains(result.Verdict.Failure!.Fault))
                yield return $"called {result.Verdict.Failure.Fault}";
            if (tampering.Index is { } index && (result.Verdict.Failure?.FirstIndex != index(changed) || result.Verdict.Failure.LastIndex < index(changed)))
                yield return $"names {result.Verdict.Failure?.Entries}, not entry {index(changed)}";
            if (result.Next is not { } next || next.Size != known.Size || next.Root != known.Root || next.Key!.KeyId != known.Key!.KeyId || next.CheckpointSize != known.CheckpointSize)
                yield return "what is remembered has changed";
        }

        if (tampering.FirstFindsIt is { } finds && finds != (first.Verdict.Outcome == AuditOutcome.Failed))
            yield return $"the first audit says {first.Verdict}";
        if (restored.Verdict.Outcome != AuditOutcome.Passed)
            yield return $"after it was restored: {restored.Verdict}";
    }

    private static async Task<AuditResult> AuditAsync(LedgerImage image, ImageFolder? disk, AuditState? state, AuditOptions options)
    {
        await using IBlobStore store = disk is null ? await image.ToMemoryAsync() : disk.Open(image);
        return await LedgerAudit.RunAsync(store, "", "db", state, options, Ct);
    }
}
