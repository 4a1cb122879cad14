using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Index rows in order: by key, and under one key the newest entry first.</summary>
/// <remarks>One row says that the entry at an index wrote a version of a key. Rows never change; a source may hold rows newer than a snapshot, which its readers pass over.</remarks>
internal abstract class SortedRows
{
    public abstract int Count { get; }

    public abstract ReadOnlySpan<byte> Key(int row);

    /// <summary><see cref="KeyHash"/> of the row's key, computed once when the row was written.</summary>
    public abstract uint Hash(int row);

    public abstract ulong Index(int row);

    public abstract EntryKind Kind(int row);
}
