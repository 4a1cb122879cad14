using System.Buffers.Binary;
using Immudb.Schema;
using ImmuFunctions.Service.Tests.Serving;

namespace ImmuFunctions.Service.Tests.SortedSets;

/// <summary>A member of a set, and what a scan of such must return, written from the rules alone.</summary>
/// <param name="Bits">Of the score: −0 and 0 are two members.</param>
/// <param name="Target">One character per byte.</param>
internal readonly record struct MemberModel(long Bits, string Target)
{
    public double Score => BitConverter.Int64BitsToDouble(Bits);

    public static MemberModel Of(ZItem member) => new(
        BinaryPrimitives.ReadInt64BigEndian(member.CurrentOffset.Span[(2 * Requests.SetSeparator.Length + 1)..]), Bytes.Text(member.Item.Key));

    // Numbers first, −0 before 0, then targets in byte order.
    public static MemberModel[] Scan(IEnumerable<MemberModel> members, double? min, double? max, bool reverse)
    {
        IEnumerable<MemberModel> inOrder = members.Distinct()
            .Where(member => !(member.Score < min) && !(member.Score > max))
            .OrderBy(member => member.Score).ThenBy(member => member.Bits == 0).ThenBy(member => member.Target, StringComparer.Ordinal);
        return [.. reverse ? inOrder.Reverse() : inOrder];
    }
}
