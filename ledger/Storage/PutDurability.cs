namespace ImmuFunctions.Ledger.Storage;

/// <summary>What a put promises about crashes and power failures.</summary>
public enum PutDurability
{
    /// <summary>Survives a power failure once the put has returned.</summary>
    Durable,

    /// <summary>Can be computed again from the log. After a crash or a power failure the blob may be missing, cut short or zeroed; never anything else.</summary>
    Derived,
}
