using ImmuFunctions.Client;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>What a reference or a member of a sorted set points to.</summary>
/// <param name="Set">The set; null for a reference.</param>
/// <param name="Score">The member's score; 0 for a reference.</param>
/// <param name="Target">The key pointed to.</param>
/// <param name="At">The version meant: its index in the log that it was exported from; null for whichever is the newest.</param>
internal sealed record SourcePointer(LedgerBytes? Set, double Score, LedgerBytes Target, ulong? At)
{
    /// <summary>Key and value as they are stored.</summary>
    /// <param name="name">The reference's name; not looked at for a member.</param>
    /// <param name="at">The index of the version meant in the log that is written to.</param>
    public (LedgerBytes Key, LedgerBytes Value) Stored(LedgerBytes name, ulong? at) => (
        Set is { } set ? SortedSetKey.Encode(set.Span, Score, Target.Span, at) : name,
        ReferenceValue.Encode(Target.Span, at));
}
