using ImmuFunctions.Azure.Azurite;
using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Azure.Stores;

/// <summary>The store of a host, with what had to be started for it.</summary>
public sealed class OpenStore : IAsyncDisposable
{
    private readonly AzuriteServer? _azurite;

    private OpenStore(IBlobStore blobs, string place, AzuriteServer? azurite) => (Blobs, Place, _azurite) = (blobs, place, azurite);

    /// <summary>Where the ledger's bytes lie.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>The place in words, without secrets.</summary>
    public string Place { get; }

    /// <summary>Opens the store; starts Azurite if that is what was asked for.</summary>
    /// <exception cref="Ledger.LedgerException">It cannot be opened; the message says what to do.</exception>
    public static async Task<OpenStore> OpenAsync(StorePlace place, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        switch (place.Kind)
        {
            case StoreKind.Memory:
                return new OpenStore(new MemoryStore(), place.ToString(), null);
            case StoreKind.Folder:
                return new OpenStore(FolderStore.Open(place.Folder), place.ToString(), null);
            case StoreKind.Azure:
                return await OpenAzureAsync(place, place.Account, null, loggers, cancellationToken);
            default:
                AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions { Folder = Path.GetFullPath(place.Folder) }, cancellationToken);
                try
                {
                    return await OpenAzureAsync(place, azurite.ConnectionString, azurite, loggers, cancellationToken);
                }
                catch
                {
                    await azurite.DisposeAsync();
                    throw;
                }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Blobs.DisposeAsync();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }

    private static async Task<OpenStore> OpenAzureAsync(StorePlace place, string account, AzuriteServer? azurite, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        AzureStoreOptions options = place.Container is { Length: > 0 } container ? new AzureStoreOptions { Container = container } : new AzureStoreOptions();
        AzureBlobStore blobs = await AzureBlobStore.OpenAsync(account, options, loggers, cancellationToken);
        return new OpenStore(blobs, azurite is null ? blobs.ToString()! : place.ToString(), azurite);
    }
}
