using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.Items;

/// <summary>An entry as the wire's Item.</summary>
internal static class EntryItem
{
    // An entry's memory is never written again, so the message may share it.
    public static Item Of(Entry entry) => new()
    {
        Key = UnsafeByteOperations.UnsafeWrap(entry.Key),
        Value = UnsafeByteOperations.UnsafeWrap(entry.Value),
        Index = entry.Index,
    };
}
