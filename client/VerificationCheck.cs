namespace ImmuFunctions.Client;

/// <summary>What a ledger's answer is held against; names the check that did not hold.</summary>
public enum VerificationCheck
{
    /// <summary>The answer has what was asked for: an entry, a proof, a root that can be one.</summary>
    Answer,

    /// <summary>The proof is of the entry's own leaf: its index, key and value.</summary>
    Leaf,

    /// <summary>The leaf is in the tree of the root that came with it.</summary>
    Inclusion,

    /// <summary>The tree goes on from the one that was trusted: nothing in it was changed, removed or put between.</summary>
    Consistency,

    /// <summary>The log is as long as it has been before. A ledger that was set back to an earlier copy is found out by this.</summary>
    Rollback,

    /// <summary>At one size the log has one root, whoever asks and whenever.</summary>
    Fork,

    /// <summary>The root is signed, by the key that is trusted.</summary>
    Signature,

    /// <summary>The ledger is the one that has been at this address before.</summary>
    Identity,

    /// <summary>The entry has the key asked for.</summary>
    Key,

    /// <summary>The entry has the index asked for.</summary>
    Index,

    /// <summary>An entry of the name asked for refers to the entry that was given.</summary>
    Reference,

    /// <summary>What was written is a new entry, not one from before the request.</summary>
    Replay,

    /// <summary>The entry is not older than one of the same key that this client has seen before.</summary>
    OlderVersion,

    /// <summary>The entry has the value that was asked for, or written.</summary>
    Value,

    /// <summary>The entries of a list are in the order asked for, none of them twice, all of them within its bounds.</summary>
    Order,

    /// <summary>The receipt is of the entry and of this ledger's log.</summary>
    Receipt,
}
