namespace ImmuFunctions.Azure.Stores;

/// <summary>Where a ledger can lie.</summary>
public enum StoreKind
{
    /// <summary>A folder of this machine.</summary>
    Folder,

    /// <summary>This process.</summary>
    Memory,

    /// <summary>Azurite, the emulator of Azure Storage, which the host starts itself.</summary>
    Azurite,

    /// <summary>An account of Azure Storage.</summary>
    Azure,
}
