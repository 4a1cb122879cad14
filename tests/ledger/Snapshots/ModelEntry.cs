using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Tests.Snapshots;

/// <summary>An entry as the model knows it.</summary>
internal sealed record ModelEntry(ulong Index, EntryKind Kind, byte[] Key, byte[] Value)
{
    /// <summary>What of the value is searched.</summary>
    public byte[] Searchable => StructuredValue.TryParse(Value, out _, out ReadOnlySpan<byte> payload) ? payload.ToArray() : Value;

    /// <summary>An entry in a list of results.</summary>
    public string Text => TextOf(Key, Index, Kind);

    public static string TextOf(ReadOnlySpan<byte> key, ulong index, EntryKind kind) =>
        $"{(key.Length < 100 ? Convert.ToHexString(key) : $"{key.Length} bytes {key[0]:X2}…{key[^1]:X2}")} {index} {kind}";

    public static int Compare(byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b);
}
