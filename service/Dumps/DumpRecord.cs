using System.Buffers.Binary;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Keys;

namespace ImmuFunctions.Service.Dumps;

/// <summary>The records of a dump, as immudb's storage would stream them.</summary>
/// <remarks>Spec section 7.14. Clients copy them to a file unread.</remarks>
internal static class DumpRecord
{
    private const uint StreamId = 1;
    private static readonly ByteString PlainMark = ByteString.CopyFrom(0x00);
    private static readonly ByteString PointerMark = ByteString.CopyFrom(0x01);
    private static readonly ByteString TreeNodeMark = ByteString.CopyFrom(0xff);

    public static DumpKV Of(Entry entry)
    {
        var value = new byte[sizeof(ulong) + entry.Value.Length];
        BinaryPrimitives.WriteUInt64BigEndian(value, entry.Index + 1);
        entry.Value.Span.CopyTo(value.AsSpan(sizeof(ulong)));
        return new DumpKV
        {
            Key = UnsafeByteOperations.UnsafeWrap(entry.Key),
            Value = UnsafeByteOperations.UnsafeWrap(value),
            UserMeta = entry.Kind == EntryKind.Plain ? PlainMark : PointerMark,
            Version = entry.Index + 1,
            StreamId = StreamId,
        };
    }

    public static DumpKV Of(TreeNode node, ReadOnlySpan<byte> entryKey) => new()
    {
        Key = UnsafeByteOperations.UnsafeWrap(TreeRecord.Key(node)),
        Value = UnsafeByteOperations.UnsafeWrap(TreeRecord.Value(node, entryKey)),
        UserMeta = TreeNodeMark,
        StreamId = StreamId,
    };

    public static DumpKV FlushMark(ulong logSize)
    {
        var value = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(value, logSize);
        return new DumpKV
        {
            Key = ByteString.CopyFrom(KeyRules.FlushMark),
            Value = UnsafeByteOperations.UnsafeWrap(value),
            UserMeta = PlainMark,
            StreamId = StreamId,
        };
    }
}
