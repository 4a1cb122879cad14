namespace ImmuFunctions.Client;

/// <summary>The check that an answer failed.</summary>
public enum VerificationCheck
{
    /// <summary>The proof is of another leaf than the entry's.</summary>
    Leaf,

    /// <summary>The entry is not in the tree.</summary>
    Inclusion,

    /// <summary>The log does not go on from the one trusted.</summary>
    Consistency,

    /// <summary>The log is shorter than it was.</summary>
    Rollback,

    /// <summary>Two logs of one size differ.</summary>
    Fork,

    /// <summary>The root is not signed by the key it has to be signed by.</summary>
    Signature,

    /// <summary>The ledger is another one than the one known at this address.</summary>
    Identity,

    /// <summary>The entry is of another key than the one asked for.</summary>
    Key,

    /// <summary>The entry is at another index than the one asked for.</summary>
    Index,

    /// <summary>Nothing shows that the reference stands for the entry.</summary>
    Reference,

    /// <summary>An older entry is passed off as the one just written.</summary>
    Replay,

    /// <summary>The version is older than one known before.</summary>
    OlderVersion,

    /// <summary>The root is none.</summary>
    Root,

    /// <summary>The receipt does not hold.</summary>
    Receipt,
}
