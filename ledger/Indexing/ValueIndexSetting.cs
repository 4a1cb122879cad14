using System.Text;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Whether a ledger's entries can be found by value: chosen once, then kept in the store, so that every host and every start does the same.</summary>
internal static class ValueIndexSetting
{
    private static readonly byte[] On = Encoding.ASCII.GetBytes("""{"valueIndex":true}""");
    private static readonly byte[] Off = Encoding.ASCII.GetBytes("""{"valueIndex":false}""");

    /// <summary>What holds from now on.</summary>
    /// <param name="store">Where the ledger lies.</param>
    /// <param name="names">Its blobs' names.</param>
    /// <param name="wanted">What this start asks for; null for as it was.</param>
    /// <param name="soFar">What the manifest says; null if there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<bool> ResolveAsync(
        IBlobStore store, StorageNames names, bool? wanted, bool? soFar, CancellationToken cancellationToken)
    {
        if (soFar is not null && (wanted is null || wanted == soFar))
            return soFar.Value; // one read less for most starts

        BlobContent? kept = await store.GetAsync(names.Settings, cancellationToken).ConfigureAwait(false);
        bool stored = kept is { } found && Parse(found.Bytes.Span, names);
        bool result = wanted ?? stored;
        if (result != stored || (kept is null && wanted is not null))
        {
            PutCondition condition = kept is { } old ? PutCondition.IfMatch(old.Version) : PutCondition.IfAbsent;
            await store.PutAsync(names.Settings, result ? On : Off, condition, PutDurability.Durable, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    private static bool Parse(ReadOnlySpan<byte> bytes, StorageNames names)
    {
        if (bytes.SequenceEqual(On))
            return true;
        return bytes.SequenceEqual(Off)
            ? false
            : throw LedgerException.Corrupt($"{names.Settings} was changed: it should say {Encoding.ASCII.GetString(On)} or {Encoding.ASCII.GetString(Off)}");
    }
}
