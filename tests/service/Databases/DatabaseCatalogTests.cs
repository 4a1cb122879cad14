using System.Globalization;
using System.Security.Cryptography;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Checkpoints;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Tests.Serving;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Service.Tests.Databases;

public sealed class DatabaseCatalogTests
{
    [Theory]
    [InlineData(null, "immufunctions.local/{0}/defaultdb")]
    [InlineData("log.example.com", "log.example.com/defaultdb")]
    public async Task Open_WithASigner_SignsCheckpointsInTheDatabasesName(string? origin, string expected)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signer = new PemRootSigner(P256PrivateKey.FromPem(key.ExportECPrivateKeyPem()));
        await using var store = new MemoryStore();
        await using DatabaseCatalog catalog = await DatabaseCatalog.OpenAsync(
            store, new LedgerOptions { Signer = signer, CheckpointOrigin = origin }, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

        SignedCheckpoint? published = await catalog.Default.Ledger.PublishCheckpointAsync(TestContext.Current.CancellationToken);

        Assert.Equal(string.Format(CultureInfo.InvariantCulture, expected, catalog.Identity), published!.Checkpoint.Origin);
    }

    [Fact]
    public async Task OpenAsync_EmptyStore_HasDefaultdbAlone()
    {
        await using DatabaseCatalog databases = await OpenAsync(new MemoryStore());

        Assert.Equal("defaultdb", Assert.Single(databases.All).Name);
        Assert.Same(databases.Default, databases.Find("defaultdb"));
        Assert.Null(databases.Find("systemdb"));
    }

    [Fact]
    public async Task OpenAsync_AfterRestart_FindsEntriesAndIdentity()
    {
        var store = new MemoryStore();
        string identity;
        await using (TestServer before = await TestServer.OpenAsync(store))
        {
            await before.SetAsync("k", "v");
            await before.ReferenceAsync("r", "k", 0);
            identity = before.Databases.Identity;
        }

        await using TestServer after = await TestServer.OpenAsync(store);

        Assert.Equal(identity, after.Databases.Identity);
        Assert.Equal("v", Bytes.Text((await after.GetReferenceAsync("r")).Value));
        Assert.Equal(2UL, (await after.SetAsync("next", "v")).Index_);
    }

    private static Task<DatabaseCatalog> OpenAsync(IBlobStore store) =>
        DatabaseCatalog.OpenAsync(store, new LedgerOptions(), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
}
