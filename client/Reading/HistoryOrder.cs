using Immudb.Schema;
using ImmuFunctions.Client.Verification;

namespace ImmuFunctions.Client.Reading;

/// <summary>A history: versions of the key, in the log's order or against it; the newest of them no older than seen before.</summary>
internal sealed class HistoryOrder(LedgerBytes key, ListOptions options, SeenVersions seen) : IListOrder<Item>
{
    private readonly long _asked = seen.Moment;
    private ulong? _last;

    /// <inheritdoc/>
    public VerificationFault? Next(Item item)
    {
        if ((LedgerBytes)item.Key != key)
            return new(VerificationCheck.Key, $"an entry of {KeyText.Of(key.ToByteString())}", $"an entry of {KeyText.Of(item.Key)}", item.Index);
        if (_last is { } last && (options.Reverse ? item.Index <= last : item.Index >= last))
            return new(VerificationCheck.Order, $"an entry {(options.Reverse ? "behind" : "before")} entry {last}", $"entry {item.Index}", item.Index);
        bool isNewest = _last is null && !options.Reverse;
        _last = item.Index;
        return isNewest ? VersionOrder.Check(seen, _asked, key, item.Index) : null;
    }

    /// <summary>Looks at the end of the list.</summary>
    /// <param name="wasCut">Whether the list goes on, and merely as many were given as were asked for.</param>
    public VerificationFault? End(bool wasCut) =>
        wasCut || (_last is not null && !options.Reverse) ? null : VersionOrder.Check(seen, _asked, key, _last);
}
