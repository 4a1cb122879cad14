using System.Buffers.Binary;
using Google.Protobuf;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Items;

namespace ImmuFunctions.Service.Queries;

/// <summary>Where a page of entries found by value ended: <c>size u64be ‖ index u64be</c> for the client, who need not know.</summary>
/// <param name="Size">Entries of the log when the first page was made: later pages see no more of them.</param>
/// <param name="Index">The last entry looked at. Where it stands in the order follows from the entry itself.</param>
internal readonly record struct ValueCursor(ulong Size, ulong Index)
{
    private const int Length = 2 * sizeof(ulong);

    /// <summary>Reads a cursor; whoever makes one up gets the entries behind an entry of their choice, or <c>invalid cursor</c>.</summary>
    public static ValueCursor Parse(ReadOnlySpan<byte> bytes, Snapshot snapshot)
    {
        if (bytes.Length != Length)
            throw ImmuErrors.InvalidCursor();
        var cursor = new ValueCursor(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));
        return cursor.Size <= snapshot.Size && cursor.Index < snapshot.Size ? cursor : throw ImmuErrors.InvalidCursor();
    }

    public ByteString ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Size);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(sizeof(ulong)), Index);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>The place to go on from.</summary>
    public async ValueTask<ValuePosition> PositionAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        Entry entry = await EntryLookup.AtAsync(snapshot, Index, cancellationToken).ConfigureAwait(false);
        return entry.Kind == EntryKind.Plain
            ? new ValuePosition(SearchableValue.Of(entry), entry.Key, entry.Index)
            : throw ImmuErrors.InvalidCursor();
    }
}
