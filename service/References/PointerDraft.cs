using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.References;

/// <summary>The stored form of entries that point to others.</summary>
/// <remarks>Spec sections 5.2 and 5.3.</remarks>
internal static class PointerDraft
{
    public static EntryDraft Reference(ReferenceOptions request, Pointer target) =>
        new(EntryKind.Reference, request.Reference.Memory, ReferenceValue.Encode(target.Key.Span, target.Index));

    /// <remarks>A missing score is 0.</remarks>
    public static EntryDraft Member(ZAddOptions request, Pointer target) => new(
        EntryKind.SortedSetMember,
        SortedSetKey.Encode(request.Set.Span, request.Score?.Score_ ?? 0, target.Key.Span, target.Index),
        ReferenceValue.Encode(target.Key.Span, target.Index));
}
