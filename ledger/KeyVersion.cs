using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger;

/// <summary>One version of a key.</summary>
/// <param name="Index">The entry that wrote it.</param>
/// <param name="Kind">What that entry is.</param>
/// <param name="Position">Where its record lies in the log, as the index says: <see cref="Snapshot.EntryAsync(KeyVersion, CancellationToken)"/> checks it.</param>
public readonly record struct KeyVersion(ulong Index, EntryKind Kind, EntryPosition Position)
{
    internal static KeyVersion Of(in RowTail tail) => new(tail.EntryIndex, tail.Kind, tail.Position);
}
