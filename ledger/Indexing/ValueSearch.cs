using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>What is looked for among values: in which rows, and what of them counts.</summary>
/// <remarks>Rows are made of the searchable value: the payload of a structured value, else the value as stored. A structured value that is asked for
/// as a whole is therefore also looked for among the rows of its payload.</remarks>
/// <param name="value">What the searchable value is, or begins with; or what the value as stored is.</param>
/// <param name="isPrefix">Whether values that go on count.</param>
internal sealed class ValueSearch(ReadOnlyMemory<byte> value, bool isPrefix)
{
    private readonly bool _isStructured = !isPrefix && StructuredValue.TryParse(value.Span, out _, out _);

    /// <summary>What the rows in question begin with, in ascending order.</summary>
    public byte[][] Prefixes()
    {
        byte[] asItIs = IndexRows.ValuesFrom(value.Span, isPrefix);
        if (!_isStructured || !StructuredValue.TryParse(value.Span, out _, out ReadOnlySpan<byte> payload))
            return [asItIs];
        byte[] byPayload = IndexRows.ValuesFrom(payload, isPrefix: false);
        return asItIs.AsSpan().SequenceCompareTo(byPayload) switch
        {
            < 0 => [asItIs, byPayload],
            0 => [asItIs],
            _ => [byPayload, asItIs],
        };
    }

    /// <summary>Whether a row shows by itself that its entry counts.</summary>
    /// <param name="start">The searchable value's first bytes.</param>
    /// <param name="isWhole">Whether that is all of it.</param>
    /// <returns>False if the entry has to be read.</returns>
    public bool IsDecidedBy(ReadOnlySpan<byte> start, bool isWhole) =>
        isPrefix ? start.StartsWith(value.Span) : isWhole && start.SequenceEqual(value.Span);

    /// <summary>Whether an entry with this value counts.</summary>
    public bool Matches(ReadOnlySpan<byte> stored)
    {
        ReadOnlySpan<byte> searchable = StructuredValue.TryParse(stored, out _, out ReadOnlySpan<byte> payload) ? payload : stored;
        return isPrefix
            ? searchable.StartsWith(value.Span)
            : searchable.SequenceEqual(value.Span) || (_isStructured && stored.SequenceEqual(value.Span));
    }

    /// <summary>Where the rows behind an entry begin.</summary>
    public static byte[] Behind(ValuePosition position)
    {
        // With the index as the size, the position's own row is the newest one left out.
        return IndexRows.NewestOf(IndexRows.ValueGroup(position.Value.Span, position.Key.Span), position.Index);
    }
}
