using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index;

/// <summary>Byte order of rows is the order that reads need.</summary>
public sealed class IndexRowsOrderTests
{
    private const int LongestKey = 65_000;

    [Fact]
    public void Write_AnyTwoRows_SortAsTheModel()
    {
        Prop.ForAll(RowGenerators.Rows, rows =>
        {
            var bytes = rows.Select(row => row.Bytes).ToArray();
            return Pairs(rows.Length).All(pair =>
                Math.Sign(rows[pair.A].CompareTo(rows[pair.B])) == Math.Sign(SequenceCompare(bytes[pair.A], bytes[pair.B]))
                || rows[pair.A].CompareTo(rows[pair.B]) == 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Fact]
    public void Groups_OfAnyTwoRows_AreEqualOrNoPrefixOfEachOther()
    {
        Prop.ForAll(RowGenerators.Rows, rows =>
        {
            var groups = rows.Select(row => row.Group).ToArray();
            return Pairs(rows.Length).All(pair =>
                groups[pair.A].AsSpan().StartsWith(groups[pair.B])
                    ? rows[pair.A].CompareGroup(rows[pair.B]) == 0 && groups[pair.A].Length == groups[pair.B].Length
                    : rows[pair.A].CompareGroup(rows[pair.B]) != 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void KeyGroup_HandPickedKeys_Ascend()
    {
        byte[][] keys =
        [
            [], [0], [0, 0], [0, 0, 1], [0, 0, 0xff], [0, 1], [0, 0xff], [0, 0xff, 0], [1], [1, 0], [1, 0, 1], [1, 1], [(byte)'a'], [(byte)'a', 0],
            [(byte)'a', 0, 1], [(byte)'a', 0, 0xff], [(byte)'a', 1], [(byte)'a', 0xff], [0xff], [0xff, 0], [0xff, 1], [0xff, 0xff], [0xff, 0xff, 0],
        ];

        AssertAscending(keys.Select(key => IndexRows.KeyGroup(key)));
    }

    [Fact]
    public void KeyGroup_LongestKeys_Ascend()
    {
        byte[][] keys =
        [
            new byte[LongestKey - 1], new byte[LongestKey], [.. new byte[LongestKey - 1], 1],
            Filled(LongestKey - 1, 0xff), Filled(LongestKey, 0xff),
        ];

        AssertAscending(keys.Select(key => IndexRows.KeyGroup(key)));
    }

    [Fact]
    public void Write_VersionsOfOneKey_PutTheNewestFirst()
    {
        ulong[] indexes = [ulong.MaxValue, ulong.MaxValue - 1, 1UL << 63, 65_536, 256, 255, 1, 0];

        AssertAscending(indexes.Select(index => Row(IndexRows.KeyGroup("k"u8), new RowTail(index, EntryKind.Plain, new EntryPosition(index, 0, 3)))));
    }

    [Fact]
    public void Write_Families_AreKeysValuesMembers()
    {
        AssertAscending([IndexRows.KeyGroup([0xff]), IndexRows.ValueGroup([], []), IndexRows.ValueGroup([0xff], []), IndexRows.MemberGroup([], 0, [], null)]);
    }

    [Fact]
    public void MemberGroup_ScoreBits_AscendFromNegativeToPositiveNotANumber()
    {
        ulong[] ascending =
        [
            0xffff_ffff_ffff_ffff, 0xfff8_0000_0000_0000, 0xfff0_0000_0000_0001, // −NaN
            0xfff0_0000_0000_0000, // −∞
            0xffef_ffff_ffff_ffff, // the smallest finite number
            Bits(-100), Bits(-2), Bits(-1), Bits(-0.5),
            0x8010_0000_0000_0000, 0x800f_ffff_ffff_ffff, 0x8000_0000_0000_0001, // normal, then subnormal
            0x8000_0000_0000_0000, // −0
            0,
            1, 0x000f_ffff_ffff_ffff, 0x0010_0000_0000_0000,
            Bits(0.5), Bits(1), Bits(1.5), Bits(2), Bits(100),
            0x7fef_ffff_ffff_ffff,
            0x7ff0_0000_0000_0000, // +∞
            0x7ff0_0000_0000_0001, 0x7ff8_0000_0000_0000, 0x7fff_ffff_ffff_ffff, // NaN
        ];

        AssertAscending(ascending.Select(bits => IndexRows.MembersAt("s"u8, BitConverter.UInt64BitsToDouble(bits))));
        AssertAscending(ascending.Select(bits => IndexRows.MemberGroup("s"u8, BitConverter.UInt64BitsToDouble(bits), "t"u8, null)));
    }

    [Fact]
    public void MembersAt_AnyTwoNumbers_SortAsNumbersDo()
    {
        Prop.ForAll<double, double>((a, b) =>
            double.IsNaN(a) || double.IsNaN(b) || a == b
            || Math.Sign(SequenceCompare(IndexRows.MembersAt([], a), IndexRows.MembersAt([], b))) == a.CompareTo(b))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void MemberGroup_SameSetAndScore_SortsByTargetThenIndexGiven()
    {
        AssertAscending(
        [
            IndexRows.MemberGroup("s"u8, 1, "a"u8, null),
            IndexRows.MemberGroup("s"u8, 1, "a"u8, 0),
            IndexRows.MemberGroup("s"u8, 1, "a"u8, 1),
            IndexRows.MemberGroup("s"u8, 1, "a"u8, ulong.MaxValue),
            IndexRows.MemberGroup("s"u8, 1, "a\0"u8, null),
            IndexRows.MemberGroup("s"u8, 1, "ab"u8, null),
            IndexRows.MemberGroup("s"u8, 2, "a"u8, null),
            IndexRows.MemberGroup("s\0"u8, 0, "a"u8, null),
            IndexRows.MemberGroup("s\x01"u8, 0, "a"u8, null),
        ]);
    }

    [Fact]
    public void ValueGroup_LongValues_SortByFirst64BytesThenWhetherTheyGoOn()
    {
        var value = Filled(64, (byte)'v');

        AssertAscending(
        [
            IndexRows.ValueGroup(value.AsSpan(0, 63), "z"u8),
            IndexRows.ValueGroup(value, "z"u8),
            IndexRows.ValueGroup([.. value, 0xff], "a"u8),
            IndexRows.ValueGroup([.. value, 0], "b"u8),
            IndexRows.ValueGroup([.. value.AsSpan(0, 63), (byte)'w'], "a"u8),
        ]);
    }

    private static IEnumerable<(int A, int B)> Pairs(int count) =>
        from a in Enumerable.Range(0, count)
        from b in Enumerable.Range(0, count)
        select (a, b);

    private static void AssertAscending(IEnumerable<byte[]> rows)
    {
        var list = rows.ToArray();
        Assert.All(
            list.Zip(list.Skip(1)),
            pair => Assert.True(SequenceCompare(pair.First, pair.Second) < 0, Show(pair.First) + " is not below " + Show(pair.Second)));
    }

    private static string Show(byte[] row) =>
        new StringBuilder(Convert.ToHexStringLower(row.AsSpan(0, Math.Min(40, row.Length)))).Append(CultureInfo.InvariantCulture, $" ({row.Length})").ToString();

    private static byte[] Row(byte[] group, RowTail tail)
    {
        var row = new byte[IndexRows.MaxLength(group.Length)];
        return row[..IndexRows.Write(group, tail, row)];
    }

    private static int SequenceCompare(byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b);

    private static ulong Bits(double score) => BitConverter.DoubleToUInt64Bits(score);

    private static byte[] Filled(int length, byte value)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }
}
