namespace ImmuFunctions.Core.Index;

/// <summary>Why bytes are no part of a run, or no manifest.</summary>
public enum RunFault
{
    /// <summary>They are what they should be.</summary>
    None,

    /// <summary>They are fewer or more than they say.</summary>
    BadLength,

    /// <summary>They do not begin or end as such bytes do.</summary>
    BadMagic,

    /// <summary>Of a version that is not known here.</summary>
    BadVersion,

    /// <summary>The CRC-32C is another.</summary>
    BadChecksum,

    /// <summary>A number or a row in them cannot be.</summary>
    BadContent,

    /// <summary>Rows are not in ascending order.</summary>
    OutOfOrder,

    /// <summary>The rows have another Merkle root than the one asked for.</summary>
    BadRoot,
}
