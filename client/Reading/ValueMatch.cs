using Immudb.Schema;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Client.Reading;

/// <summary>A search by value: entries that have it, in the order of values and keys, versions of one key newest first.</summary>
/// <param name="value">The payload, or its beginning.</param>
/// <param name="isPrefix">Whether it is a beginning.</param>
/// <param name="newestOnly">Whether each key comes once, with its newest version; null for every version.</param>
internal sealed class ValueMatch(LedgerBytes value, bool isPrefix, SeenVersions? newestOnly) : IListOrder<Item>
{
    private readonly long _asked = newestOnly?.Moment ?? 0;
    private byte[] _group = [];
    private ulong _index;

    /// <inheritdoc/>
    public VerificationFault? Next(Item item)
    {
        ReadOnlySpan<byte> payload = StructuredContent.Unwrap(item.Value).Payload.Span;
        bool matches = isPrefix ? payload.StartsWith(value.Span) : payload.SequenceEqual(value.Span) || item.Value.Span.SequenceEqual(value.Span);
        if (!matches)
            return new(VerificationCheck.Value, isPrefix ? "a value that begins with what was searched for" : "the value that was searched for", "another value", item.Index);

        byte[] group = IndexRows.ValueGroup(payload, item.Key.Span);
        int order = _group.AsSpan().SequenceCompareTo(group);
        if (_group.Length > 0 && (order > 0 || (order == 0 && (newestOnly is not null || item.Index >= _index))))
            return new(VerificationCheck.Order, $"what comes behind entry {_index}", $"entry {item.Index}", item.Index);
        (_group, _index) = (group, item.Index);
        return newestOnly is null ? null : VersionOrder.Check(newestOnly, _asked, item.Key, item.Index);
    }
}
