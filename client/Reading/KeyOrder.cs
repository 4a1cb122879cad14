using Immudb.Schema;
using ImmuFunctions.Client.Verification;

namespace ImmuFunctions.Client.Reading;

/// <summary>A scan: keys with the prefix, in their order, behind the key to go on from, none older than seen before.</summary>
internal sealed class KeyOrder(LedgerBytes prefix, ListOptions options, SeenVersions seen) : IListOrder<Item>
{
    private readonly long _asked = seen.Moment;
    private LedgerBytes? _last = options.After.IsEmpty ? default(LedgerBytes?) : options.After;

    /// <inheritdoc/>
    public VerificationFault? Next(Item item)
    {
        // What stands for references is of other keys.
        if (options.FollowReferences)
            return null;
        LedgerBytes key = item.Key;
        if (!key.Span.StartsWith(prefix.Span))
            return new(VerificationCheck.Key, $"a key that begins with {KeyText.Of(prefix.ToByteString())}", KeyText.Of(item.Key), item.Index);
        if (_last is { } last && (options.Reverse ? key >= last : key <= last))
            return new(VerificationCheck.Order, $"a key {(options.Reverse ? "before" : "behind")} {KeyText.Of(last.ToByteString())}", KeyText.Of(item.Key), item.Index);
        _last = key;
        return VersionOrder.Check(seen, _asked, key, item.Index);
    }
}
