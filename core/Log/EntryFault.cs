namespace ImmuFunctions.Core.Log;

/// <summary>Why bytes are not an entry record.</summary>
public enum EntryFault
{
    /// <summary>The record is sound.</summary>
    None = 0,

    /// <summary>The bytes end before the record does.</summary>
    Incomplete,

    /// <summary>The kind byte names no <see cref="EntryKind"/>.</summary>
    BadKind,

    /// <summary>A length is not in its shortest form, or the record would exceed <see cref="int.MaxValue"/> bytes.</summary>
    BadLength,
}
