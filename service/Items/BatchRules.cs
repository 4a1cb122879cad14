using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Keys;

namespace ImmuFunctions.Service.Items;

/// <summary>What a finished batch must satisfy before it is appended.</summary>
/// <remarks>Spec section 6.</remarks>
internal static class BatchRules
{
    /// <summary>The most entries in one batch.</summary>
    public const int MaxElements = 52_427;

    /// <summary>Walks the batch as immudb fills its transaction: the first fault met is the one reported.</summary>
    public static void Require(ReadOnlySpan<EntryDraft> drafts)
    {
        for (int i = 0; i < drafts.Length; i++)
        {
            KeyRules.RequireStorable(drafts[i].Key.Span);
            if (i == MaxElements)
                throw ImmuErrors.BatchTooBig();
        }
    }
}
