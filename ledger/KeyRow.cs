using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger;

/// <summary>A key and its newest version, as a scan meets it.</summary>
/// <param name="Key">The stored key.</param>
/// <param name="Version">The newest version.</param>
public readonly record struct KeyRow(ReadOnlyMemory<byte> Key, KeyVersion Version)
{
    // TEMPORARY: for the index in memory.
    internal KeyRow(ReadOnlyMemory<byte> key, ulong index, EntryKind kind)
        : this(key, new KeyVersion(index, kind))
    {
    }
}
