using System.Security.Cryptography;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Functions.Auditing;
using ImmuFunctions.Functions.Options;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Service.Hosting;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Auditing;

[Collection("audits of this process")]
public sealed class AuditCommandTests
{
    private const int Passed = 0;
    private const int Tampered = 7;

    [Fact]
    public async Task RunAsync_LedgerChangedMeanwhile_SaysSoWithItsExitCode()
    {
        using var folder = new AuditedFolder();
        await using (RunningFunctions host = await folder.StartAsync())
            await AuditedFolder.WriteAsync(host, 3);
        FunctionOptions options = RunningFunctions.Options("store=folder", $"dir={folder.Ledger}");
        using var output = new StringWriter();

        int before = await AuditCommand.RunAsync(options, output, TestContext.Current.CancellationToken);
        folder.FlipLast();
        int changed = await AuditCommand.RunAsync(options, output, TestContext.Current.CancellationToken);
        folder.FlipLast();
        int restored = await AuditCommand.RunAsync(options, output, TestContext.Current.CancellationToken);

        Assert.Equal((Passed, Tampered, Passed), (before, changed, restored));
        Assert.Contains("entry 2", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_InEachForm_IsTheSame()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECParameters parameters = key.ExportParameters(false);
        byte[] point = [0x04, .. parameters.Q.X!, .. parameters.Q.Y!];
        string file = Path.GetTempFileName();
        File.WriteAllText(file, key.ExportSubjectPublicKeyInfoPem());

        byte[] ofPem = RunningFunctions.Options($"audit-key={file}").Auditor.Audit.KeyPoint.ToArray();
        byte[] ofPoint = RunningFunctions.Options($"audit-key={Convert.ToBase64String(point)}").Auditor.Audit.KeyPoint.ToArray();
        VerifierKey? ofText = RunningFunctions.Options($"audit-key={new VerifierKey("log.example/db", point)}").Auditor.Audit.Key;
        File.Delete(file);

        Assert.Equal(point, ofPem);
        Assert.Equal(point, ofPoint);
        Assert.Equal("log.example/db", ofText!.Name);
    }

    [Theory]
    [InlineData("audit-key=nonsense")]
    [InlineData("audit-entries=0")]
    [InlineData("audit-mib=none")]
    [InlineData("audit-store=key=abc")]
    [InlineData("audit-notification-url=ftp://somewhere")]
    public void Options_Wrong_AreRefused(string setting) => Assert.Throws<SettingException>(() => RunningFunctions.Options(setting));
}
