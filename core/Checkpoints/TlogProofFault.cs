namespace ImmuFunctions.Core.Checkpoints;

/// <summary>Why bytes are not a receipt, or why a receipt does not show what it should.</summary>
public enum TlogProofFault
{
    /// <summary>They are; it does.</summary>
    None = 0,

    /// <summary>More than <see cref="TlogProof.MaxExtraLength"/> bytes of extra data or <see cref="TlogProof.MaxPathLength"/> hashes.</summary>
    TooLarge,

    /// <summary>The first line is not <c>c2sp.org/tlog-proof@v1</c>.</summary>
    Header,

    /// <summary>The extra data is empty or no base64.</summary>
    Extra,

    /// <summary>The index is missing, or not a decimal number without leading zeros of less than 2^63.</summary>
    Index,

    /// <summary>A line of the path is not the base64 of 32 bytes.</summary>
    Path,

    /// <summary>No empty line parts the path from the checkpoint.</summary>
    Envelope,

    /// <summary>What follows the empty line is no signed note.</summary>
    Note,

    /// <summary>No signature of the checkpoint bears the key's name and id.</summary>
    UnknownKey,

    /// <summary>A signature of the checkpoint bears the key's name and id and does not verify.</summary>
    WrongSignature,

    /// <summary>What is signed is no checkpoint of the key's name.</summary>
    Checkpoint,

    /// <summary>The path does not lead from the entry to the checkpoint's root.</summary>
    NotIncluded,
}
