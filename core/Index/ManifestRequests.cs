using System.Buffers.Binary;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Index;

/// <summary>The last requests with an id, as a manifest stores them: <c>requests u32be ‖ for each: id(16) ‖ first index u64be ‖ entries u32be</c>.</summary>
internal static class ManifestRequests
{
    private const int HeadLength = sizeof(uint);
    private const int FirstIndexAt = RequestId.Size;
    private const int CountAt = FirstIndexAt + sizeof(ulong);
    private const int RowLength = CountAt + sizeof(uint);

    /// <summary>Bytes of so many requests; 0 for none.</summary>
    public static int Length(int requests) => requests == 0 ? 0 : checked(HeadLength + (requests * RowLength));

    public static void Write(IReadOnlyList<CommittedRequest> requests, Span<byte> destination)
    {
        if (requests.Count == 0) return;
        BinaryPrimitives.WriteInt32BigEndian(destination, requests.Count);
        var row = destination[HeadLength..];
        foreach (var request in requests)
        {
            BinaryPrimitives.WriteUInt128BigEndian(row, request.Id.Value);
            BinaryPrimitives.WriteUInt64BigEndian(row[FirstIndexAt..], request.FirstIndex);
            BinaryPrimitives.WriteInt32BigEndian(row[CountAt..], request.Count);
            row = row[RowLength..];
        }
    }

    /// <summary>Reads at least one request, which <see cref="ManifestRules"/> are still to check, from the start of <paramref name="rest"/>.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> rest, out CommittedRequest[] requests)
    {
        requests = [];
        if (rest.Length < HeadLength) return false;
        var count = BinaryPrimitives.ReadUInt32BigEndian(rest);
        rest = rest[HeadLength..];
        if (count == 0 || count > (uint)rest.Length / RowLength) return false;

        requests = new CommittedRequest[count];
        for (var i = 0; i < requests.Length; i++, rest = rest[RowLength..])
        {
            requests[i] = new CommittedRequest(
                new RequestId(BinaryPrimitives.ReadUInt128BigEndian(rest)),
                BinaryPrimitives.ReadUInt64BigEndian(rest[FirstIndexAt..]),
                BinaryPrimitives.ReadInt32BigEndian(rest[CountAt..]));
        }

        return true;
    }
}
