using ImmuFunctions.Azure.Azurite;
using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Ledger.Copying;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Azure.Stores;

/// <summary>The store of a host, with what had to be started for it.</summary>
public sealed class OpenStore : IAsyncDisposable
{
    private const string AuditSuffix = "-audit";

    private readonly AzuriteServer? _azurite;

    private OpenStore(IBlobStore blobs, string place, AzuriteServer? azurite) => (Blobs, Place, _azurite) = (blobs, place, azurite);

    /// <summary>Where the ledger's bytes lie.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>The same for an auditor: what lies there now, also where files were changed behind the host's back.</summary>
    public IBlobStore AsItLies => Blobs is FolderStore folder ? folder.AsItLies() : Blobs;

    /// <summary>The place in words, without secrets.</summary>
    public string Place { get; }

    /// <summary>Opens the store; starts Azurite if that is what was asked for.</summary>
    /// <exception cref="Ledger.LedgerException">It cannot be opened; the message says what to do. Invalid, too: it is a folder with a copy that was never finished.</exception>
    public static Task<OpenStore> OpenAsync(StorePlace place, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        // Whoever wrote behind a part of a ledger would make another ledger of it.
        if (place.Kind == StoreKind.Folder && File.Exists(Path.Join(place.Folder, UnfinishedCopy.BlobName)))
            throw new Ledger.LedgerException(Ledger.LedgerErrorKind.Invalid, $"{place} holds a copy that was never finished: run the same 'immu restore' or 'immu backup' again");
        return OpenForCopyAsync(place, loggers, cancellationToken);
    }

    /// <summary>Opens a store that a copy goes into; one that was begun there may not be finished.</summary>
    /// <exception cref="Ledger.LedgerException">It cannot be opened; the message says what to do.</exception>
    public static Task<OpenStore> OpenForCopyAsync(StorePlace place, ILoggerFactory loggers, CancellationToken cancellationToken) => OpenAsync(place, loggers, isThere: false, cancellationToken);

    /// <summary>Opens a store that must be there, for who only reads: in an account no container is made.</summary>
    /// <exception cref="Ledger.LedgerException">NotFound: a container is not there. Otherwise as <see cref="OpenAsync(StorePlace, ILoggerFactory, CancellationToken)"/>.</exception>
    public static Task<OpenStore> OpenExistingAsync(StorePlace place, ILoggerFactory loggers, CancellationToken cancellationToken) => OpenAsync(place, loggers, isThere: true, cancellationToken);

    /// <summary>Opens the store of the audit of what lies here: somewhere else, or beside it, under the same name with <c>-audit</c> behind it.</summary>
    /// <param name="place">Where this store lies, as it was set.</param>
    /// <param name="elsewhere">Another place; null for beside it.</param>
    /// <param name="loggers">For warnings.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <exception cref="Ledger.LedgerException">It cannot be opened; the message says what to do.</exception>
    public async Task<OpenStore> OpenAuditAsync(StorePlace place, StorePlace? elsewhere, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        StorePlace wanted = elsewhere ?? place;
        switch (wanted.Kind)
        {
            case StoreKind.Memory:
                return new OpenStore(new MemoryStore(), wanted.ToString(), null);
            case StoreKind.Folder:
                StorePlace folder = elsewhere ?? place with { Folder = Path.GetFullPath(place.Folder).TrimEnd(Path.DirectorySeparatorChar) + AuditSuffix };
                return new OpenStore(FolderStore.Open(folder.Folder), folder.ToString(), null);
            case StoreKind.Azurite when _azurite is null:
                throw new Ledger.LedgerException(Ledger.LedgerErrorKind.Invalid, "the audit can only be kept in Azurite if the ledger is");
            default:
                return await OpenAzureAsync(wanted, wanted.Kind == StoreKind.Azurite ? _azurite!.ConnectionString : wanted.Account, null, loggers, isThere: false, cancellationToken, AuditSuffix);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Blobs.DisposeAsync();
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }

    private static async Task<OpenStore> OpenAsync(StorePlace place, ILoggerFactory loggers, bool isThere, CancellationToken cancellationToken)
    {
        switch (place.Kind)
        {
            case StoreKind.Memory:
                return new OpenStore(new MemoryStore(), place.ToString(), null);
            case StoreKind.Folder:
                return new OpenStore(FolderStore.Open(place.Folder), place.ToString(), null);
            case StoreKind.Azure:
                return await OpenAzureAsync(place, place.Account, null, loggers, isThere, cancellationToken);
            default:
                AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions { Folder = Path.GetFullPath(place.Folder) }, cancellationToken);
                try
                {
                    return await OpenAzureAsync(place, azurite.ConnectionString, azurite, loggers, isThere, cancellationToken);
                }
                catch
                {
                    await azurite.DisposeAsync();
                    throw;
                }
        }
    }

    private static async Task<OpenStore> OpenAzureAsync(
        StorePlace place, string account, AzuriteServer? azurite, ILoggerFactory loggers, bool isThere, CancellationToken cancellationToken, string suffix = "")
    {
        var options = new AzureStoreOptions { Suffix = suffix, RequireContainers = isThere };
        if (place.Container is { Length: > 0 } container)
            options = options with { Container = container };
        AzureBlobStore blobs = await AzureBlobStore.OpenAsync(account, options, loggers, cancellationToken);
        return new OpenStore(blobs, azurite is null ? blobs.ToString()! : place.ToString(), azurite);
    }
}
