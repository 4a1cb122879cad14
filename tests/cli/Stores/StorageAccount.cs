using ImmuFunctions.Azure.Azurite;
using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>One Azurite for the tests of a class; each takes containers of its own.</summary>
public sealed class StorageAccount : IAsyncLifetime
{
    private AzuriteServer? _server;

    public string ConnectionString => _server!.ConnectionString;

    /// <summary>What nobody may see: the account's key.</summary>
    public string Key => ConnectionString.Split(';').Single(part => part.StartsWith("AccountKey=", StringComparison.Ordinal))["AccountKey=".Length..];

    public async ValueTask InitializeAsync() =>
        _server = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, StartFolder = Installation() }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>A container's name that nobody else has.</summary>
    public static string NewContainer() => $"t{Guid.NewGuid():N}";

    /// <summary>Options of a command that name a container.</summary>
    public string[] Options(string container) => ["--store", ConnectionString, "--container", container];

    /// <summary>Whether a container is there.</summary>
    public async Task<bool> IsThereAsync(string container)
    {
        try
        {
            await using AzureBlobStore store = await OpenAsync(container, isThere: true);
            return true;
        }
        catch (Ledger.LedgerException e) when (e.Kind == Ledger.LedgerErrorKind.NotFound)
        {
            return false;
        }
    }

    /// <summary>All blobs of a container's ledger.</summary>
    public async Task<Dictionary<string, byte[]>> BlobsAsync(string container)
    {
        await using AzureBlobStore store = await OpenAsync(container, isThere: true);
        var blobs = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (BlobInfo blob in store.ListAsync("", Ct))
            blobs.Add(blob.Name, (await store.GetAsync(blob.Name, Ct))!.Bytes.ToArray());
        return blobs;
    }

    /// <summary>Puts other bytes in a blob's place, as somebody with rights to the account can.</summary>
    /// <param name="container">The log's container.</param>
    /// <param name="name">The blob.</param>
    /// <param name="change">Given its bytes, what takes their place; null for nothing.</param>
    public async Task ChangeAsync(string container, string name, Func<byte[], byte[]?> change)
    {
        await using AzureBlobStore store = await OpenAsync(container, isThere: true);
        byte[]? bytes = change((await store.GetAsync(name, Ct))!.Bytes.ToArray());
        Assert.True(await store.DeleteAsync(name, Ct));
        if (bytes is null)
            return;
        if (!name.EndsWith(".seg", StringComparison.Ordinal))
        {
            Assert.NotNull(await store.PutAsync(name, bytes, PutCondition.IfAbsent, PutDurability.Durable, Ct));
            return;
        }

        await store.CreateAppendBlobAsync(name, Ct);
        Assert.Equal(AppendOutcome.Appended, await store.AppendAsync(name, 0, bytes, Ct));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<AzureBlobStore> OpenAsync(string container, bool isThere) =>
        AzureBlobStore.OpenAsync(ConnectionString, new AzureStoreOptions { Container = container, RequireContainers = isThere }, NullLoggerFactory.Instance, Ct);

    // Beside the sources, above the built assembly.
    private static string Installation()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string installation = Path.Combine(folder.FullName, "tests", "azure", "azurite");
            if (Directory.Exists(installation))
                return installation;
        }

        return AppContext.BaseDirectory;
    }
}
