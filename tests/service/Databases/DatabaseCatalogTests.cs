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
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "defaultdb", "immufunctions.local/{0}/defaultdb")]
    [InlineData("log.example.com", "defaultdb", "log.example.com/defaultdb")]
    [InlineData("log.example.com", "other", "log.example.com/other")]
    [InlineData("log.example.com", "straße", "log.example.com/u-edq74oe3jtig")]
    public async Task Open_WithASigner_SignsCheckpointsInTheDatabasesName(string? origin, string database, string expected)
    {
        using PemRootSigner signer = NewSigner();
        await using DatabaseCatalog catalog = await OpenAsync(new MemoryStore(), options: new LedgerOptions { Signer = signer, CheckpointOrigin = origin });
        using DatabaseUse use = await catalog.UseAsync(database, Ct);

        SignedCheckpoint? published = await use.Database.Ledger.PublishCheckpointAsync(Ct);

        Assert.Equal(string.Format(CultureInfo.InvariantCulture, expected, catalog.Identity), published!.Checkpoint.Origin);
    }

    [Fact]
    public async Task Use_LongestNameBehindTheLongestOrigin_SignsInANameOfItsOwn()
    {
        using PemRootSigner signer = NewSigner();
        await using DatabaseCatalog catalog = await OpenAsync(new MemoryStore(), options: new LedgerOptions { Signer = signer, CheckpointOrigin = new string('o', 127) });
        using DatabaseUse use = await catalog.UseAsync(new string('a', DatabaseFolder.MaxNameBytes), Ct);

        SignedCheckpoint? published = await use.Database.Ledger.PublishCheckpointAsync(Ct);

        Assert.Equal($"{new string('o', 127)}/h-6836cf13bac400e9105071cd6af47084dfacad4e5e302c94bfed24e013afb73e", published!.Checkpoint.Origin);
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

    [Fact]
    public async Task OpenAsync_StoreOfAnEarlierVersion_BeginsTheLedgerOfTheAccounts()
    {
        var store = new MemoryStore();
        await using (LedgerEngine before = await LedgerEngine.OpenAsync(store, new LedgerOptions { Prefix = "defaultdb/" }, NullLoggerFactory.Instance, Ct))
            await before.AppendAsync(Written.Draft("k", "v"), Ct);

        await using DatabaseCatalog catalog = await OpenAsync(store);

        Assert.Equal(1ul, (await catalog.Default.Ledger.SnapshotAsync(Ct)).Size);
        Assert.Equal(0ul, (await catalog.System.SnapshotAsync(Ct)).Size);
    }

    // Each operation waits until all three have begun: one after the other would never end.
    [Fact]
    public async Task OpenAsync_StoreFarAway_IsAskedForAllAtOnce()
    {
        string[] places = ["immudb.identifier", "defaultdb/", "systemdb/"];
        var begun = new HashSet<string>();
        var all = new TaskCompletionSource();
        var store = new WatchedStore(new MemoryStore());
        store.Before = name =>
        {
            lock (begun)
            {
                begun.Add(places.First(p => name.StartsWith(p, StringComparison.Ordinal)));
                if (begun.Count == places.Length)
                    all.TrySetResult();
            }

            return new(all.Task);
        };

        await using DatabaseCatalog catalog = await OpenAsync(store).WaitAsync(TimeSpan.FromMinutes(1), Ct);

        Assert.Equal(places.Order(), begun.Order());
    }

    // What a start of a host on a shared store costs: before there were accounts it was the first four.
    [Fact]
    public async Task OpenAsync_SharedStore_CostsTheIdentityAndThreeReadsForEachOfTwoLedgers()
    {
        var store = new WatchedStore(new MemoryStore(exclusive: false));
        await using (DatabaseCatalog before = await OpenAsync(store))
        {
            await before.Default.Ledger.AppendAsync(Written.Draft("k", "v"), Ct);
            await before.System.AppendAsync(Written.Draft("k", "v"), Ct);
        }

        store.Take();
        await using DatabaseCatalog after = await OpenAsync(store);

        string[] expected =
        [
            "get immudb.identifier", "get defaultdb/index/manifest", "get defaultdb/settings", "read defaultdb/log/00000000000000000000.seg",
            "get systemdb/index/manifest", "get systemdb/settings", "read systemdb/log/00000000000000000000.seg",
        ];
        Assert.Equal(expected.Order(), store.Take().Order());
    }

    [Fact]
    public async Task OpenAsync_LedgerOfTheAccountsIsDamaged_DoesNotOpen()
    {
        var store = new WatchedStore(new MemoryStore())
        {
            Before = name => name.StartsWith("systemdb/", StringComparison.Ordinal) ? throw new LedgerException(LedgerErrorKind.Corrupt, "damaged (test)") : default,
        };

        LedgerException fault = await Assert.ThrowsAsync<LedgerException>(() => OpenAsync(store));

        Assert.Equal(LedgerErrorKind.Corrupt, fault.Kind);
    }

    [Fact]
    public async Task UseAsync_Defaultdb_IsTheOneThatIsAlwaysOpen()
    {
        await using DatabaseCatalog catalog = await OpenAsync(new MemoryStore());

        using DatabaseUse use = await catalog.UseAsync("defaultdb", Ct);

        Assert.Same(catalog.Default, use.Database);
        Assert.Equal(0, catalog.OpenCount);
    }

    [Theory]
    [InlineData("systemdb")]
    [InlineData("")]
    public async Task UseAsync_NoDatabaseOfUsers_IsRefusedAndLeavesNothing(string name)
    {
        await using DatabaseCatalog catalog = await OpenAsync(new MemoryStore());

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await catalog.UseAsync(name, Ct));

        Assert.Equal(0, catalog.OpenCount);
    }

    [Fact]
    public async Task UseAsync_OpenAlready_IsAnsweredAtOnceWithoutAnAllocation()
    {
        await using DatabaseCatalog catalog = await OpenAsync(new MemoryStore());
        (await catalog.UseAsync("other", Ct)).Dispose();

        long before = GC.GetAllocatedBytesForCurrentThread();
        ValueTask<DatabaseUse> use = catalog.UseAsync("other", CancellationToken.None);
        bool isSynchronous = use.IsCompletedSuccessfully;
        (await use).Dispose();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(isSynchronous);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task UseAsync_Databases_KeepTheirEntriesApart()
    {
        await using DatabaseCatalog catalog = await OpenAsync(new MemoryStore());
        foreach (string name in (string[])["a", "b", "ä"])
        {
            using DatabaseUse use = await catalog.UseAsync(name, Ct);
            await use.Database.Ledger.AppendAsync(Written.Draft("k", name), Ct);
        }

        foreach (string name in (string[])["a", "b", "ä"])
        {
            using DatabaseUse use = await catalog.UseAsync(name, Ct);
            Assert.Equal(name, use.Database.Name);
            Assert.Equal(name, await Written.ValueAsync(use.Database.Ledger, 0));
        }

        Assert.Equal(0ul, (await catalog.Default.Ledger.SnapshotAsync(Ct)).Size);
    }

    [Fact]
    public async Task DisposeAsync_DatabaseOpen_IsThereAfterARestart()
    {
        var store = new MemoryStore();
        await using (DatabaseCatalog before = await OpenAsync(store))
        {
            using DatabaseUse use = await before.UseAsync("other", Ct);
            await use.Database.Ledger.AppendAsync(Written.Draft("k", "v"), Ct);
        }

        await using DatabaseCatalog after = await OpenAsync(store);
        using DatabaseUse again = await after.UseAsync("other", Ct);

        Assert.Equal("v", await Written.ValueAsync(again.Database.Ledger, 0));
        Assert.Equal(["defaultdb", "other", "systemdb"], await StoredDatabases.ListAsync(store, Ct).Order().ToListAsync(Ct));
    }

    [Fact]
    public async Task UseAsync_CatalogDisposed_IsUnavailable()
    {
        DatabaseCatalog catalog = await OpenAsync(new MemoryStore());
        (await catalog.UseAsync("other", Ct)).Dispose();
        await catalog.DisposeAsync();

        LedgerException fault = await Assert.ThrowsAsync<LedgerException>(async () => await catalog.UseAsync("another", Ct));

        Assert.Equal(LedgerErrorKind.Unavailable, fault.Kind);
    }

    private static PemRootSigner NewSigner()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new PemRootSigner(P256PrivateKey.FromPem(key.ExportECPrivateKeyPem()));
    }

    private static Task<DatabaseCatalog> OpenAsync(IBlobStore store, int mostOpen = DatabaseCatalog.DefaultMostOpen, LedgerOptions? options = null) =>
        DatabaseCatalog.OpenAsync(store, options ?? new LedgerOptions(), mostOpen, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
}
