using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>What a batch must be before it may wait beside others: a mistake met later would be everybody's.</summary>
internal static class DraftRules
{
    /// <summary>Bytes that the drafts' records take in a frame.</summary>
    /// <exception cref="LedgerException">Invalid: a key is too long.</exception>
    /// <exception cref="ArgumentException">A draft is of no kind, or bound to nothing, or has no suffix to bind.</exception>
    public static long RequireAndMeasure(ReadOnlySpan<EntryDraft> drafts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(drafts.Length, nameof(drafts));
        long bytes = 0;
        foreach (ref readonly EntryDraft draft in drafts)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((byte)draft.Kind, (byte)EntryKind.SortedSetMember, nameof(drafts));
            if (draft.Key.Length > LedgerEngine.MaxKeyBytes)
                throw new LedgerException(LedgerErrorKind.Invalid, $"a key of {draft.Key.Length} bytes is longer than {LedgerEngine.MaxKeyBytes}");
            if (draft.BoundTo != -1)
                RequireBindable(draft, drafts.Length);
            bytes += EntryCodec.EncodedLength(draft.Key.Length, draft.Value.Length);
        }

        return bytes;
    }

    private static void RequireBindable(in EntryDraft draft, int count)
    {
        if ((uint)draft.BoundTo >= (uint)count)
            throw new ArgumentException($"A draft is bound to place {draft.BoundTo} of a batch of {count}.", nameof(draft));
        if (draft.Value.Length < TargetSuffix.Length || (draft.Kind == EntryKind.SortedSetMember && draft.Key.Length < TargetSuffix.Length))
            throw new ArgumentException($"A draft is bound, but has no suffix of {TargetSuffix.Length} bytes to write the index over.", nameof(draft));
    }
}
