using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Azure.Stores;

/// <summary>Where a ledger lies, as it was set.</summary>
/// <param name="Kind">What kind of place.</param>
/// <param name="Folder">The ledger itself, or what Azurite keeps.</param>
/// <param name="Account">For <see cref="StoreKind.Azure"/> the connection string or the account's address; otherwise empty. May hold a secret: never printed.</param>
/// <param name="Container">Name of the container in an account, or null for the usual one.</param>
public sealed record StorePlace(StoreKind Kind, string Folder, string Account, string? Container)
{
    /// <summary>Reads a place as it is given on the command line.</summary>
    /// <param name="store"><c>folder</c>, <c>memory</c>, <c>azurite</c>, a connection string or an account's address.</param>
    /// <param name="folder">See <see cref="Folder"/>.</param>
    /// <param name="container">See <see cref="Container"/>.</param>
    /// <exception cref="LedgerException">Invalid: the place is none.</exception>
    public static StorePlace Of(string store, string folder, string? container) => store switch
    {
        "folder" => new StorePlace(StoreKind.Folder, folder, "", container),
        "memory" => new StorePlace(StoreKind.Memory, folder, "", container),
        "azurite" => new StorePlace(StoreKind.Azurite, folder, "", container),
        _ when AzureStoreLocation.IsAzure(store) => new StorePlace(StoreKind.Azure, folder, store, container),
        // What was meant to be a connection string holds a key.
        _ => throw new LedgerException(
            LedgerErrorKind.Invalid,
            $"--store is {(store.Contains('=') ? "neither a connection string that can be read nor" : $"'{store}'; it should be")} 'folder', 'memory', 'azurite', a connection string or https://<account>.blob.core.windows.net"),
    };

    /// <summary>The place in words, without secrets.</summary>
    public override string ToString() => Kind switch
    {
        StoreKind.Memory => "memory",
        StoreKind.Folder => Path.GetFullPath(Folder),
        StoreKind.Azurite => $"Azurite over {Path.GetFullPath(Folder)}",
        _ => "Azure Storage",
    };
}
