using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.V1;

namespace ImmuFunctions.Service.Queries;

/// <summary>What an entry is found by: the payload of a value that an SDK wrapped, signed or not, else the value.</summary>
internal static class SearchableValue
{
    public static ReadOnlyMemory<byte> Of(Entry entry)
    {
        ReadOnlyMemory<byte> value = entry.Value;
        if (!StructuredValue.TryParse(value.Span, out _, out ReadOnlySpan<byte> payload))
            return value;
        return value.Span.Overlaps(payload, out int at) ? value.Slice(at, payload.Length) : default; // no bytes overlap nothing
    }

    /// <summary>Whether <paramref name="entry"/> is an answer to <paramref name="query"/>.</summary>
    public static bool Matches(Entry entry, ValueQuery query) => query.ValueCase == ValueQuery.ValueOneofCase.Prefix
        ? Of(entry).Span.StartsWith(query.Prefix.Span)
        : Of(entry).Span.SequenceEqual(query.Equal.Span) || entry.Value.Span.SequenceEqual(query.Equal.Span);
}
