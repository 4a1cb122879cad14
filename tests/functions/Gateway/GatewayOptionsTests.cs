using ImmuFunctions.Functions.Gateway;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Service.Hosting;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Gateway;

public sealed class GatewayOptionsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:3322/", "ledger=http://127.0.0.1:3322")]
    [InlineData("https://ledger.example:3322/", "ledger=https://ledger.example:3322")]
    [InlineData("http://10.0.0.1:3322/", "immudb-address=10.0.0.1")]
    [InlineData("http://127.0.0.1:4000/", "immudb-port=4000")]
    [InlineData("http://10.0.0.1:4000/", "immudb-address=10.0.0.1", "immudb-port=4000")]
    public void From_AnAddress_IsAGateway(string expected, params string[] settings) =>
        Assert.Equal(expected, RunningFunctions.Options(settings).Gateway!.Ledger.ToString());

    [Fact]
    public void From_NoAddress_IsNoGateway() => Assert.Null(RunningFunctions.Options().Gateway);

    [Theory]
    [InlineData("ledger", "ledger=ftp://x")]
    [InlineData("ledger", "ledger=127.0.0.1:3322")]
    [InlineData("ledger", "ledger=http://127.0.0.1:3322/path")]
    [InlineData("ledger", "ledger=http://user@127.0.0.1:3322")]
    [InlineData("two ways", "ledger=http://127.0.0.1:1", "immudb-port=1")]
    [InlineData("--mtls", "ledger=http://127.0.0.1:1", "mtls=true")]
    [InlineData("--certificate", "ledger=https://127.0.0.1:1", "mtls=true")]
    [InlineData("clientcas", "ledger=https://127.0.0.1:1", "clientcas=/nowhere/ca.pem")]
    [InlineData("audit-signature", "ledger=http://127.0.0.1:1", "audit=true", "audit-signature=maybe")]
    [InlineData("audit-interval", "ledger=http://127.0.0.1:1", "audit=true", "audit-interval=often")]
    [InlineData("audit-interval", "ledger=http://127.0.0.1:1", "audit=true", "audit-interval=0")]
    [InlineData("audit-password", "ledger=http://127.0.0.1:1", "audit=true", "audit-password=enc:!")]
    [InlineData("audit-notification-url", "ledger=http://127.0.0.1:1", "audit=true", "audit-notification-url=mailto:x")]
    public void From_AWrongSetting_NamesIt(string named, params string[] settings) =>
        Assert.Contains(named, Assert.Throws<SettingException>(() => RunningFunctions.Options(settings)).Message);

    [Fact]
    public void From_AuditSettings_AreTheirTypes()
    {
        AuditSettings audit = RunningFunctions.Options(
            "ledger=http://127.0.0.1:3322", "audit=true", "audit-interval=1h30m", "audit-username=u", "audit-password=enc:cGFzcw==", "audit-signature=validate", "audit-databases=a, b,").Gateway!.Audit!;

        Assert.Equal((TimeSpan.FromMinutes(90), "u", "pass", true), (audit.Interval, audit.Options.Username, audit.Options.Password.ToStringUtf8(), audit.Options.RequireSignatures));
        Assert.Equal(["a", "b"], audit.Options.Databases);
    }

    [Fact]
    public void Variables_OfTheGateway_AreImmugws()
    {
        var values = new SettingValues(
            new Dictionary<string, string>(),
            name => name switch { "IMMUGW_IMMUDB_PORT" => "4000", "IMMUGW_DIR" => "/roots", _ => null },
            new Dictionary<string, string>());

        GatewayOptions options = GatewayOptions.From(values)!;

        Assert.Equal((4000, "/roots"), (options.Ledger.Port, options.Directory));
    }

    [Theory]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("90", 90)]
    [InlineData("1.5s", 1.5)]
    [InlineData("250ms", 0.25)]
    [InlineData("2m0.5s", 120.5)]
    public void GoDuration_OfASpan_IsIt(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), GoDuration.Parse(text));

    [Theory, InlineData(""), InlineData("m"), InlineData("-5m"), InlineData("5 m"), InlineData("5d"), InlineData("5m5"), InlineData("1e3"), InlineData("99999999999h"), InlineData("1..5s")]
    public void GoDuration_OfAnythingElse_IsNull(string text) => Assert.Null(GoDuration.Parse(text));

    [Fact]
    public void GoDuration_OfRandomText_Answers()
    {
        var random = new Random(9);
        const string Characters = "0123456789.hmsnuµ -+e";

        Assert.All(Enumerable.Range(0, 5000), _ => GoDuration.Parse(new string(random.GetItems<char>(Characters, random.Next(12)))));
    }
}
