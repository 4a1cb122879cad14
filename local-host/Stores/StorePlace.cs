using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.LocalHost.Options;

namespace ImmuFunctions.LocalHost.Stores;

/// <summary>Where the ledger lies, as it was set.</summary>
/// <param name="Kind">What kind of place.</param>
/// <param name="Folder">The folder of <c>--dir</c>: the ledger itself, or what Azurite keeps.</param>
/// <param name="Account">For <see cref="StoreKind.Azure"/> the connection string or the account's address; otherwise empty. May hold a secret: never printed.</param>
/// <param name="Container">Name of the container in an account, or null for the usual one.</param>
internal sealed record StorePlace(StoreKind Kind, string Folder, string Account, string? Container)
{
    /// <summary>Reads <c>--store</c>, <c>--dir</c> and <c>--container</c>.</summary>
    /// <exception cref="OptionException">The place is none.</exception>
    public static StorePlace From(SettingValues values)
    {
        string folder = values.Text(HostSettings.Directory)!;
        string? container = values.Text(HostSettings.Container);
        string store = values.Text(HostSettings.Store)!;
        return store switch
        {
            "folder" => new StorePlace(StoreKind.Folder, folder, "", container),
            "memory" => new StorePlace(StoreKind.Memory, folder, "", container),
            "azurite" => new StorePlace(StoreKind.Azurite, folder, "", container),
            _ when AzureStoreLocation.IsAzure(store) => new StorePlace(StoreKind.Azure, folder, store, container),
            // What was meant to be a connection string holds a key.
            _ => throw new OptionException($"--store is {(store.Contains('=') ? "neither a connection string that can be read nor" : $"'{store}'; it should be")} 'folder', 'memory', 'azurite', a connection string or https://<account>.blob.core.windows.net"),
        };
    }

    public override string ToString() => Kind switch
    {
        StoreKind.Memory => "memory",
        StoreKind.Folder => Path.GetFullPath(Folder),
        StoreKind.Azurite => $"Azurite over {Path.GetFullPath(Folder)}",
        _ => "Azure Storage",
    };
}
