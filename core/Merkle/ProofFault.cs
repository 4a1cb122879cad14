namespace ImmuFunctions.Core.Merkle;

/// <summary>Why a proof does not hold.</summary>
public enum ProofFault
{
    /// <summary>The proof holds.</summary>
    None = 0,

    /// <summary>The leaf's index is not less than the size of the tree.</summary>
    IndexBeyondSize,

    /// <summary>The tree that should be older has more leaves than the newer one.</summary>
    OldSizeBeyondSize,

    /// <summary>The path has fewer hashes than the index and the sizes call for.</summary>
    PathTooShort,

    /// <summary>The path has more hashes than the index and the sizes call for.</summary>
    PathTooLong,

    /// <summary>The path does not lead to the root of the tree.</summary>
    RootMismatch,

    /// <summary>The path does not lead to the root of the older tree.</summary>
    OldRootMismatch,
}
