using System.Buffers.Binary;

namespace ImmuFunctions.Core.Log;

/// <summary>The requests of a frame that carried an id, in the order of their entries: a view over the frame's bytes.</summary>
/// <remarks><c>requests u32be ‖ for each: id(16) ‖ first entry u32be ‖ entries u32be</c>, between the header and the entry records of a frame of
/// version 2. A frame without such requests has version 1 and no table, so that a frame has one form only.</remarks>
public readonly ref struct RequestTable
{
    /// <summary>Bytes of the table besides its rows; a frame without requests has no table and none of them.</summary>
    public const int HeadLength = sizeof(uint);

    /// <summary>Bytes that each request takes.</summary>
    public const int RowLength = RequestId.Size + (2 * sizeof(uint));

    private const int FirstAt = RequestId.Size;
    private const int CountAt = FirstAt + sizeof(uint);

    private readonly ReadOnlySpan<byte> _rows;

    private RequestTable(ReadOnlySpan<byte> rows) => _rows = rows;

    /// <summary>Number of requests.</summary>
    public int Count => _rows.Length / RowLength;

    /// <summary>Bytes between a frame's header and its records.</summary>
    public int Length => LengthOf(Count);

    /// <summary>The request at a place, from 0.</summary>
    public FrameRequest this[int place]
    {
        get
        {
            var row = _rows.Slice(place * RowLength, RowLength);
            return new FrameRequest(
                new RequestId(BinaryPrimitives.ReadUInt128BigEndian(row)),
                BinaryPrimitives.ReadInt32BigEndian(row[FirstAt..]),
                BinaryPrimitives.ReadInt32BigEndian(row[CountAt..]));
        }
    }

    /// <summary>The table in <paramref name="table"/>, a part of a frame that has been read and found sound; empty for no bytes.</summary>
    public static RequestTable InSound(ReadOnlySpan<byte> table) => new(table.IsEmpty ? table : table[HeadLength..]);

    /// <summary>Bytes of the table of <paramref name="requests"/> requests: 0 for none.</summary>
    public static int LengthOf(int requests) => requests == 0 ? 0 : checked(HeadLength + (requests * RowLength));

    /// <summary>Writes a table.</summary>
    /// <param name="requests">In the order of their entries; what <see cref="TryRead"/> would refuse is found when the frame is completed.</param>
    /// <param name="destination">At least <see cref="LengthOf"/> bytes.</param>
    public static void Write(ReadOnlySpan<FrameRequest> requests, Span<byte> destination)
    {
        if (requests.IsEmpty) return;
        BinaryPrimitives.WriteInt32BigEndian(destination, requests.Length);
        var row = destination[HeadLength..];
        foreach (ref readonly var request in requests)
        {
            BinaryPrimitives.WriteUInt128BigEndian(row, request.Id.Value);
            BinaryPrimitives.WriteInt32BigEndian(row[FirstAt..], request.First);
            BinaryPrimitives.WriteInt32BigEndian(row[CountAt..], request.Count);
            row = row[RowLength..];
        }
    }

    /// <summary>Reads and checks the table at the start of <paramref name="source"/>; records may follow it.</summary>
    /// <param name="source">Bytes from anywhere; hostile ones are answered, never thrown.</param>
    /// <param name="entries">Entries of the frame.</param>
    /// <param name="table">The table; empty if the answer is false.</param>
    /// <returns>False if it is none, or its requests are not in order, overlap, or reach past the entries.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> source, int entries, out RequestTable table)
    {
        table = default;
        if (source.Length < HeadLength) return false;
        var count = BinaryPrimitives.ReadUInt32BigEndian(source);
        if (count == 0 || count > (uint)(source.Length - HeadLength) / RowLength) return false;

        var read = new RequestTable(source.Slice(HeadLength, (int)count * RowLength));
        var end = 0;
        for (var i = 0; i < read.Count; i++)
        {
            var request = read[i];
            if (request.First < end || request.Count < 1 || request.Count > entries - (long)request.First) return false;
            end = request.First + request.Count;
        }

        table = read;
        return true;
    }
}
