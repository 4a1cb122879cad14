using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>Where one entry record and its parts lie in a frame.</summary>
/// <param name="Offset">Of the record, in bytes from the frame's start.</param>
/// <param name="Length">Of the record.</param>
/// <param name="KeyLength">Of the key.</param>
/// <param name="ValueLength">Of the value, which ends the record.</param>
/// <param name="Kind">What the entry is.</param>
internal readonly record struct RecordPlace(int Offset, int Length, int KeyLength, int ValueLength, EntryKind Kind)
{
    public Range Key => (Offset + Length - ValueLength - KeyLength)..(Offset + Length - ValueLength);

    public Range Value => (Offset + Length - ValueLength)..(Offset + Length);
}
