using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Index rows in order: by key, and under one key the newest entry first.</summary>
/// <remarks>One row says that the entry at an index wrote a version of a key. Rows never change; a source may hold rows newer than a snapshot, which its readers pass over.</remarks>
internal interface ISortedRows
{
    int Count { get; }

    ReadOnlySpan<byte> Key(int row);

    ulong Index(int row);

    EntryKind Kind(int row);
}
