using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Tests.Serving;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Service.Tests.Databases;

public sealed class DatabaseCatalogTests
{
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
