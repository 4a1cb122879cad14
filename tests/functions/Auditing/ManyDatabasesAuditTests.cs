using System.Text;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Functions.Auditing;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Databases;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Auditing;

/// <summary>Databases besides defaultdb, found in the store.</summary>
[Collection("audits of this process")]
public sealed class ManyDatabasesAuditTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timer_SeveralDatabases_AuditsEachAndTheAccounts()
    {
        using var folder = new AuditedFolder();
        await using RunningFunctions host = await folder.StartAsync();
        await WriteAsync(host, "other", "straße");
        await (await host.Backend.LedgersAsync(Ct)).Databases.System.AppendAsync(Draft("user"), Ct);

        (_, string[] first) = await AuditedFolder.AuditAsync(host);
        Flip(folder, "u-edq74oe3jtig");
        (_, string[] second) = await AuditedFolder.AuditAsync(host);
        Flip(folder, "u-edq74oe3jtig");
        Flip(folder, "systemdb");
        (_, string[] third) = await AuditedFolder.AuditAsync(host);

        Assert.Equal(["defaultdb: nothing", "other: passed.", "straße: passed.", "systemdb: passed."], first.Select(Beginning));
        Assert.Equal(["defaultdb: nothing", "other: passed.", "straße: FAILED.", "systemdb: passed."], second.Select(Beginning));
        Assert.Equal(["defaultdb: nothing", "other: passed.", "straße: passed.", "systemdb: FAILED."], third.Select(Beginning));
    }

    [Fact]
    public async Task RunAsync_FolderOfADatabaseRemoved_IsFound()
    {
        using var folder = new AuditedFolder();
        await using (RunningFunctions host = await folder.StartAsync())
            await WriteAsync(host, "other");
        using var output = new StringWriter();
        await AuditCommand.RunAsync(RunningFunctions.Options("store=folder", $"dir={folder.Ledger}"), output, Ct);

        Directory.Delete(Path.Join(folder.Ledger, "other"), recursive: true);
        int exit = await AuditCommand.RunAsync(RunningFunctions.Options("store=folder", $"dir={folder.Ledger}"), output, Ct);

        Assert.Equal(7, exit);
        Assert.Contains("other: FAILED.", output.ToString(), StringComparison.Ordinal);
    }

    // Each database signs in a name of its own; the key that is given is that of defaultdb.
    [Fact]
    public async Task RunAsync_VerifierKeyGiven_IsTheKeyOfAllDatabases()
    {
        using var folder = new AuditedFolder();
        string pem = folder.Ledger + "-key.pem", otherPem = folder.Ledger + "-other.pem";
        foreach (string file in (string[])[pem, otherPem])
        {
            using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
            await File.WriteAllTextAsync(file, key.ExportECPrivateKeyPem(), Ct);
        }

        string verifier, otherVerifier;
        await using (RunningFunctions host = await folder.StartAsync($"signingKey={pem}"))
        {
            await WriteAsync(host, "other");
            verifier = (await host.Backend.LedgersAsync(Ct)).Databases.Default.Ledger.CheckpointKey!.ToString();
            using DatabaseUse use = await (await host.Backend.LedgersAsync(Ct)).Databases.UseAsync("other", Ct);
            await use.Database.Ledger.PublishCheckpointAsync(Ct);
        }

        await using (RunningFunctions host = await RunningFunctions.StartAsync($"signingKey={otherPem}"))
            otherVerifier = (await host.Backend.LedgersAsync(Ct)).Databases.Default.Ledger.CheckpointKey!.ToString();
        using StringWriter good = new(), bad = new();

        int right = await AuditCommand.RunAsync(RunningFunctions.Options("store=folder", $"dir={folder.Ledger}", $"audit-key={verifier}"), good, Ct);
        int wrong = await AuditCommand.RunAsync(RunningFunctions.Options("store=folder", $"dir={folder.Ledger}", $"audit-key={otherVerifier}"), bad, Ct);

        Assert.Equal((0, 7), (right, wrong));
        Assert.Contains("other: passed.", good.ToString(), StringComparison.Ordinal);
        Assert.Contains("other: FAILED.", bad.ToString(), StringComparison.Ordinal);
    }

    private static async Task WriteAsync(RunningFunctions host, params string[] databases)
    {
        foreach (string database in databases)
        {
            using DatabaseUse use = await (await host.Backend.LedgersAsync(Ct)).Databases.UseAsync(database, Ct);
            await use.Database.Ledger.AppendAsync(Draft(database), Ct);
        }
    }

    private static EntryDraft[] Draft(string value) => [new(EntryKind.Plain, "key"u8.ToArray(), Encoding.UTF8.GetBytes(value))];

    private static string Beginning(string line) => string.Join(' ', line.Split(' ').Take(2));

    private static void Flip(AuditedFolder folder, string database)
    {
        using FileStream file = File.Open(Path.Join(folder.Ledger, database, "log/00000000000000000000.seg"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = file.Length - 1;
        int last = file.ReadByte();
        file.Position = file.Length - 1;
        file.WriteByte((byte)(last ^ 1));
    }
}
