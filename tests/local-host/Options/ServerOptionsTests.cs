using System.Net;
using System.Security.Cryptography;
using ImmuFunctions.Azure.Stores;
using ImmuFunctions.Ledger;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.LocalHost.Tls;
using ImmuFunctions.Service.Hosting;
using Xunit;

namespace ImmuFunctions.LocalHost.Tests.Options;

public sealed class ServerOptionsTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void From_NothingSet_IsTheDocumentedDefault()
    {
        ServerOptions options = From(None, None, None);

        Assert.Equal(IPEndPoint.Parse("127.0.0.1:3322"), options.Endpoint);
        Assert.Equal(new StorePlace(StoreKind.Folder, "./data", "", null), options.Store);
        Assert.Equal("immudb"u8, options.Ledger.Accounts.AdminPassword!.Utf8.Span);
        Assert.Null(options.Tls);
        Assert.Null(options.Signer);
        Assert.Equal(4_194_304, options.MaxReceiveBytes);
        Assert.Null(options.Ledger.ValueIndex);
        Assert.Null(options.Ledger.CheckpointOrigin);
        Assert.Equal(TimeSpan.FromMinutes(1), options.Ledger.CheckpointInterval);
    }

    [Fact]
    public void From_CheckpointSettings_AreAsSet()
    {
        ServerOptions options = From(Value("checkpoint-origin", "log.example.com/ledger/"), Value("IMMUDB_CHECKPOINT_INTERVAL", "0"), None);

        Assert.Equal("log.example.com/ledger", options.Ledger.CheckpointOrigin);
        Assert.Equal(TimeSpan.Zero, options.Ledger.CheckpointInterval);
    }

    [Fact]
    public void From_MutualTls_IsTlsWithImmudbsPaths()
    {
        var expected = new TlsSettings(
            "./tools/mtls/3_application/certs/localhost.cert.pem",
            "./tools/mtls/3_application/private/localhost.key.pem",
            "./tools/mtls/2_intermediate/certs/ca-chain.cert.pem");

        Assert.Equal(expected, From(Value("mtls", "true"), None, None).Tls);
        Assert.Equal(expected, From(Value("tls", "false"), Value("IMMUDB_MTLS", "true"), None).Tls);
        Assert.Equal(expected with { ClientAuthorities = null }, From(None, Value("IMMUDB_TLS", "true"), None).Tls);
        Assert.True(expected.IsMutual);
    }

    [Fact]
    public void From_FilesOfTls_AreAsSet()
    {
        var environment = new Dictionary<string, string> { ["IMMUDB_CERTIFICATE"] = "c", ["IMMUDB_PKEY"] = "k", ["IMMUDB_CLIENTCAS"] = "a" };
        var file = new Dictionary<string, string> { ["mtls"] = "true", ["certificate"] = "not this one" };

        Assert.Equal(new TlsSettings("c", "k", "a"), From(None, environment, file).Tls);
        Assert.Null(From(None, environment, None).Tls);
    }

    [Theory]
    [InlineData("https://v.vault.azure.net/keys/k")]
    [InlineData("https://v.vault.azure.net/keys/k/0a1b2c")]
    public void From_SigningKeyInAVault_IsNotAskedForYet(string url) => Assert.NotNull(From(Value("signingKey", url), None, None).Signer);

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void From_ValueIndex_IsAsSet(string value, bool expected)
    {
        Assert.Equal(expected, From(Value("value-index", value), None, None).Ledger.ValueIndex);
        Assert.Equal(expected, From(None, Value("IMMUDB_VALUE_INDEX", value), None).Ledger.ValueIndex);
        Assert.Equal(expected, From(None, None, Value("value-index", value)).Ledger.ValueIndex);
    }

    [Theory]
    [InlineData("1001", "1002", "1003", 1001)]
    [InlineData(null, "1002", "1003", 1002)]
    [InlineData(null, null, "1003", 1003)]
    [InlineData(null, null, null, 3322)]
    public void From_SetInSeveralPlaces_FlagBeforeVariableBeforeFile(string? flag, string? variable, string? file, int port)
    {
        ServerOptions options = From(Value("port", flag), Value("IMMUDB_PORT", variable), Value("port", file));

        Assert.Equal(port, options.Endpoint.Port);
    }

    [Theory]
    [InlineData("port", "70000", "--port is '70000'; it should be a whole number from 0 to 65535")]
    [InlineData("port", "x", "--port is 'x'")]
    [InlineData("address", "nowhere", "--address is 'nowhere'")]
    [InlineData("auth", "perhaps", "--auth is 'perhaps'; it should be true or false")]
    [InlineData("value-index", "perhaps", "--value-index is 'perhaps'; it should be true or false")]
    [InlineData("tls", "perhaps", "--tls is 'perhaps'; it should be true or false")]
    [InlineData("mtls", "perhaps", "--mtls is 'perhaps'; it should be true or false")]
    [InlineData("admin-password", "", "Admin password cannot be empty")]
    [InlineData("checkpoint-origin", "two words", "--checkpoint-origin is 'two words'")]
    [InlineData("checkpoint-origin", "a+b", "--checkpoint-origin is 'a+b'")]
    [InlineData("checkpoint-interval", "-1", "--checkpoint-interval is '-1'")]
    public void From_WrongValue_NamesTheSetting(string setting, string value, string message)
    {
        var refused = Assert.Throws<SettingException>(() => From(Value(setting, value), None, None));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("certificate")]
    [InlineData("pkey")]
    [InlineData("clientcas")]
    public void From_EmptyPathOfTls_NamesTheSetting(string setting)
    {
        var refused = Assert.Throws<SettingException>(() => From(new() { ["mtls"] = "true", [setting] = "" }, None, None));

        Assert.Equal($"--{setting} is empty; TLS needs the path of a PEM file there", refused.Message);
    }

    [Theory]
    [InlineData("store", "tape", "--store is 'tape'")]
    [InlineData("signingKey", "/nonexistent/key.pem", "Unable to configure the cryptographic signer: ")]
    [InlineData("signingKey", "https://v.vault.azure.net/secrets/k", "Unable to configure the cryptographic signer: https://v.vault.azure.net/secrets/k is no URL of a key")]
    [InlineData("signingKey", "http://v.vault.azure.net/keys/k", "Unable to configure the cryptographic signer: ")]
    public void From_WrongPlaceOfLedgerOrKey_NamesTheSetting(string setting, string value, string message)
    {
        var refused = Assert.Throws<LedgerException>(() => From(Value(setting, value), None, None));

        Assert.Equal(LedgerErrorKind.Invalid, refused.Kind);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_WrongVariable_NamesTheVariable()
    {
        var refused = Assert.Throws<SettingException>(() => From(None, Value("IMMUDB_PORT", "x"), None));

        Assert.Contains("the environment variable IMMUDB_PORT is 'x'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("folder", "Folder")]
    [InlineData("memory", "Memory")]
    [InlineData("azurite", "Azurite")]
    [InlineData("UseDevelopmentStorage=true", "Azure")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net", "Azure")]
    [InlineData("https://account.blob.core.windows.net", "Azure")]
    public void From_Store_IsThePlaceMeant(string store, string kind)
    {
        StorePlace place = From(Value("store", store), Value("IMMUDB_CONTAINER", "audit"), None).Store;

        Assert.Equal(kind, place.Kind.ToString());
        Assert.Equal(kind == "Azure" ? store : "", place.Account);
        Assert.Equal("audit", place.Container);
        Assert.DoesNotContain("c2VjcmV0", place.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void From_ConnectionStringThatIsNone_IsNotPrinted()
    {
        var refused = Assert.Throws<LedgerException>(() => From(Value("store", "AccountNam=a;Key=c2VjcmV0"), None, None));

        Assert.DoesNotContain("c2VjcmV0", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auth", "false")]
    [InlineData("no-auth", "true")]
    public void From_AuthenticationOff_HasNoSuperuser(string setting, string value) =>
        Assert.Null(From(Value(setting, value), None, None).Ledger.Accounts.AdminPassword);

    [Theory]
    [InlineData("IMMUDB_SIGNING_KEY")]
    [InlineData("IMMUDB_SIGNINGKEY")]
    public void From_SigningKeyInEitherVariable_HasASigner(string variable)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string path = Path.GetTempFileName();
        File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem());

        Assert.NotNull(From(None, Value(variable, path), None).Signer);
        File.Delete(path);
    }

    private static ServerOptions From(Dictionary<string, string> flags, Dictionary<string, string> environment, Dictionary<string, string> file) =>
        ServerOptions.From(new SettingValues(flags, environment.GetValueOrDefault, file));

    private static Dictionary<string, string> Value(string name, string? value) => value is null ? [] : new() { [name] = value };
}
