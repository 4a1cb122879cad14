using Xunit;

namespace ImmuFunctions.Cli.Tests.Connecting;

/// <summary>TLS through the tool: what is trusted, what is shown, and what is said where it does not fit.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly TestTerminal _terminal = new();

    public void Dispose()
    {
        _terminal.Dispose();
        _certificates.Dispose();
    }

    [Fact]
    public async Task Set_OverTls_IsDone()
    {
        await using ServedLedger ledger = await ServedLedger.StartAsync(null, _certificates.Host("server"));

        Assert.Equal(0, await _terminal.RunAsync("--server", $"immus://{ledger.Authority}", "--clientcas", _certificates["root.pem"], "set", "k", "v"));
        Assert.Equal(0, await _terminal.RunAsync("--server", $"immus://localhost:{ledger.Port}", "--clientcas", _certificates["root.pem"], "audit-mode", "--once"));
    }

    [Fact]
    public async Task Set_OverTlsByImmuclientsVariables_IsDone()
    {
        await using ServedLedger ledger = await ServedLedger.StartAsync(null, _certificates.Host("server", asksForCertificates: true));
        _terminal.Variables["IMMUCLIENT_IMMUDB_ADDRESS"] = "localhost";
        _terminal.Variables["IMMUCLIENT_IMMUDB_PORT"] = ledger.Port;
        _terminal.Variables["IMMUCLIENT_MTLS"] = "true";
        _terminal.Variables["IMMUCLIENT_CLIENTCAS"] = _certificates["root.pem"];
        _terminal.Variables["IMMUCLIENT_CERTIFICATE"] = _certificates["client.pem"];
        _terminal.Variables["IMMUADMIN_PKEY"] = _certificates["client.key"];
        _terminal.Variables["IMMUCLIENT_SERVERNAME"] = "localhost";

        Assert.Equal(0, await _terminal.RunAsync("set", "k", "v"));
    }

    [Theory]
    [InlineData("server", "other.pem", null, "CN=The right authority, is not in {other.pem}: --clientcas names the file of the right one")]
    [InlineData("server", null, null, "CN=The right authority, is not one that this machine trusts: name its certificate with --clientcas")]
    [InlineData("expired", "root.pem", null, "is valid from 2019-01-01 to 2019-02-01 only: whoever runs the ledger has to renew it")]
    [InlineData("elsewhere", "root.pem", null, "the ledger's certificate is for elsewhere.example, not for localhost: use such a name in the address, or --servername")]
    [InlineData("server", "root.pem", "third.example", "the ledger's certificate is for localhost, 127.0.0.1, not for third.example")]
    [InlineData("expired", "root.pem", "localhost", "is valid from 2019-01-01 to 2019-02-01 only")]
    [InlineData("elsewhere", "other.pem", "elsewhere.example", "is not in {other.pem}")]
    public async Task Get_FromWhomNobodyTrusts_EndsWith6AndSaysWhy(string shown, string? authorities, string? name, string expected)
    {
        await using ServedLedger ledger = await ServedLedger.StartAsync(null, _certificates.Host(shown));

        int code = await _terminal.RunAsync(
        [
            "--server", $"immus://localhost:{ledger.Port}", .. authorities is null ? Array.Empty<string>() : ["--clientcas", _certificates[authorities]],
            .. name is null ? Array.Empty<string>() : ["--servername", name], "get", "k",
        ]);

        Assert.Equal(6, code);
        Assert.Contains(expected.Replace("{other.pem}", _certificates["other.pem"], StringComparison.Ordinal), _terminal.Error);
        Assert.Single(_terminal.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Set_ToALedgerOfAnotherName_IsDoneUnderThatName()
    {
        await using ServedLedger ledger = await ServedLedger.StartAsync(null, _certificates.Host("elsewhere"));

        Assert.Equal(0, await _terminal.RunAsync(
            "--server", $"immus://localhost:{ledger.Port}", "--clientcas", _certificates["root.pem"], "--servername", "elsewhere.example", "set", "k", "v"));
    }

    // As immuclient is told, and with an address, which says that there is TLS.
    [Theory, InlineData(true), InlineData(false)]
    public async Task Set_WithACertificate_IsDone(bool isAsImmuclient)
    {
        await using ServedLedger ledger = await ServedLedger.StartAsync(null, _certificates.Host("server", asksForCertificates: true));
        string[] place = isAsImmuclient ? ["-m", "-a", "localhost", "-p", ledger.Port] : ["--server", $"immus://localhost:{ledger.Port}"];

        Assert.Equal(0, await _terminal.RunAsync([.. place, .. Shown("client"), "set", "k", "v"]));
    }

    [Theory]
    [InlineData(null, "it may ask for a certificate: --certificate and --pkey show one")]
    [InlineData("stranger", "it may not take the certificate in {stranger.pem}: the ledger's log says why")]
    public async Task Set_WithoutTheRightCertificate_EndsWith6AndSaysWhatMayHelp(string? shown, string expected)
    {
        await using ServedLedger ledger = await ServedLedger.StartAsync(null, _certificates.Host("server", asksForCertificates: true));

        int code = await _terminal.RunAsync(["--server", $"immus://localhost:{ledger.Port}", .. shown is null ? ["--clientcas", _certificates["root.pem"]] : Shown(shown), "set", "k", "v"]);

        Assert.Equal(6, code);
        Assert.EndsWith(expected.Replace("{stranger.pem}", _certificates["stranger.pem"], StringComparison.Ordinal) + "\n", _terminal.Error);
    }

    [Fact]
    public async Task Get_WithoutTlsFromAPortWithIt_EndsWith6AndNamesTheOther()
    {
        await using ServedLedger ledger = await ServedLedger.StartAsync(null, _certificates.Host("server"));

        Assert.Equal(6, await _terminal.RunAsync("--server", $"immu://localhost:{ledger.Port}", "get", "k"));
        Assert.EndsWith("it does not speak gRPC without TLS: immus:// is for TLS, http:// and https:// for functions\n", _terminal.Error);
    }

    [Theory, InlineData("immus", "immu://"), InlineData("https", "http://")]
    public async Task Get_WithTlsFromAPortWithout_EndsWith6AndNamesTheOther(string scheme, string other)
    {
        await using ServedLedger ledger = await ServedLedger.StartAsync();

        Assert.Equal(6, await _terminal.RunAsync("--server", $"{scheme}://localhost:{ledger.Port}", "get", "k"));
        Assert.EndsWith($"does it speak TLS at this port? Without TLS the address begins with {other}\n", _terminal.Error);
    }

    [Theory]
    [InlineData("--clientcas is for TLS: --mtls, or an address that begins with immus:// or https://", "immu", "--clientcas", "root.pem")]
    [InlineData("--servername is for TLS", "http", "--servername", "root.pem")]
    [InlineData("--certificate is for TLS", "immu", "--certificate", "client.pem", "--pkey", "client.key")]
    [InlineData("--certificate needs --pkey beside it", "immus", "--certificate", "client.pem")]
    [InlineData("--pkey needs --certificate beside it", "immus", "--pkey", "client.key")]
    [InlineData("--mtls needs --certificate and --pkey", "immus", "--mtls", "--pkey", "client.key")]
    [InlineData("--clientcas: '{nothing.pem}' cannot be read", "immus", "--clientcas", "nothing.pem")]
    [InlineData("--clientcas: '{client.key}' holds no certificate", "immus", "--clientcas", "client.key")]
    [InlineData("--pkey: '{stranger.key}' cannot be read: The provided key does not match", "immus", "--certificate", "client.pem", "--pkey", "stranger.key")]
    public async Task Get_WithFilesThatDoNotFit_EndsWith2AndNamesTheOption(string expected, string scheme, params string[] options)
    {
        string[] given = [.. options.Select(option => option.StartsWith('-') ? option : _certificates[option])];

        Assert.Equal(2, await _terminal.RunAsync(["--server", $"{scheme}://localhost:1", .. given, "get", "k"]));
        Assert.StartsWith("error: " + System.Text.RegularExpressions.Regex.Replace(expected, "{(.*?)}", match => _certificates[match.Groups[1].Value]), _terminal.Error);
    }

    private string[] Shown(string name) =>
        ["--clientcas", _certificates["root.pem"], "--certificate", _certificates[name + ".pem"], "--pkey", _certificates[name + ".key"]];
}
