namespace ImmuFunctions.Core.Log;

/// <summary>An entry as it lies in a buffer: spans into that buffer, valid as long as it is.</summary>
public readonly ref struct EntryView
{
    /// <summary>Binds the three parts of an entry.</summary>
    public EntryView(EntryKind kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Kind = kind;
        Key = key;
        Value = value;
    }

    /// <summary>What the value means.</summary>
    public EntryKind Kind { get; }

    /// <summary>The stored key; for a sorted-set member the composed one.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>The stored value; for references and sorted-set members with its suffix.</summary>
    public ReadOnlySpan<byte> Value { get; }
}
