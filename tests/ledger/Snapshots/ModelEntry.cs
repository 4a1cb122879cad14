using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Tests.Snapshots;

/// <summary>An entry as the model knows it.</summary>
internal sealed record ModelEntry(ulong Index, EntryKind Kind, byte[] Key, byte[] Value)
{
    /// <summary>What of the value is searched.</summary>
    public byte[] Searchable => StructuredValue.TryParse(Value, out _, out ReadOnlySpan<byte> payload) ? payload.ToArray() : Value;

    public static int Compare(byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b);
}
