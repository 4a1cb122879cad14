using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Protocol.Calls;

namespace ImmuFunctions.Client.Verification;

/// <summary>Finds the entry by which one key refers to another, and has it proved.</summary>
internal static class ReferenceSearch
{
    // A reference that is written again while it is read: its older versions are looked at, too.
    private const ulong VersionsLookedAt = 4;

    /// <summary>Looks for an entry of <paramref name="name"/>, newest first, that is proved to refer to <paramref name="target"/>.</summary>
    /// <param name="calls">The ledger.</param>
    /// <param name="name">The reference's name.</param>
    /// <param name="target">The key it should refer to.</param>
    /// <param name="before">Only entries with a lower index; 0 for any.</param>
    /// <param name="scope">The root to hold the answers against.</param>
    /// <param name="call">On whose behalf.</param>
    /// <returns>Its index, or why there is none.</returns>
    /// <remarks>An entry's kind is not part of its leaf: a plain value that looks like a reference passes for one.</remarks>
    public static async Task<(ulong? Index, VerificationFault? Fault)> FindAsync(
        ProvenCalls calls, ByteString name, ByteString target, ulong before, RootScope scope, RpcCall call)
    {
        ItemList versions = await calls.AskAsync<ItemList>(
            "History", new HistoryOptions { Key = name, Limit = VersionsLookedAt, Offset = before }, ProvenCalls.Beside(call)).ConfigureAwait(false);
        foreach (Item version in versions.Items)
        {
            if (!RefersTo(version, name, target) || (before > 0 && version.Index >= before))
                continue;
            (SafeItem answer, VerificationFault? fault) = await calls.EntryAtAsync(version.Index, scope, ProvenCalls.Beside(call)).ConfigureAwait(false);
            if (fault is null && !RefersTo(answer.Item, name, target))
                fault = None(name, target, version.Index);
            return fault is null ? (version.Index, null) : (null, fault);
        }

        return (null, None(name, target, null));
    }

    private static bool RefersTo(Item item, ByteString name, ByteString target) =>
        item.Key == name && ReferenceValue.TryParse(item.Value.Span, out ReadOnlySpan<byte> key, out _) && key.SequenceEqual(target.Span);

    private static VerificationFault None(ByteString name, ByteString target, ulong? index) =>
        new(VerificationCheck.Reference, $"an entry of {KeyText.Of(name)}, or one by which it refers to another", $"an entry of {KeyText.Of(target)}", index)
        {
            Reason = "the entry is of another key, and it is not proved that the key asked for refers to it",
        };
}
