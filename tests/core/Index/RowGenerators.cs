using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Tests.Index;

/// <summary>Rows that are likely to share fields, to be prefixes of each other, and to hold the bytes that escaping is about.</summary>
internal static class RowGenerators
{
    private const ulong Max48 = (1UL << 48) - 1;

    private static readonly double[] OddScores =
    [
        0, -0.0, 1, -1, 1.5, 1024, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, double.PositiveInfinity,
        double.NegativeInfinity, double.NaN, -double.NaN, BitConverter.UInt64BitsToDouble(0x7ff0_0000_0000_0001),
    ];

    /// <summary>Short, or long with a shared beginning; often with 00, 01 and ff.</summary>
    public static Gen<byte[]> Bytes { get; } =
        from tail in Gen.Elements<byte>(0, 0, 1, 2, 0xfe, 0xff, 0xff, (byte)'K', (byte)'a').ArrayOf()
        from length in Gen.Choose(0, 6)
        from shared in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Elements(1, 60, 62, 63, 64, 65)))
        from filler in Gen.Elements<byte>(0, 0xff, (byte)'a')
        select (byte[])[.. Enumerable.Repeat(filler, shared), .. tail.Take(length)];

    public static Gen<double> Scores { get; } = Gen.OneOf(
        Gen.Elements(OddScores),
        Gen.Choose(-3, 3).Select(number => (double)number),
        ArbMap.Default.GeneratorFor<ulong>().Select(BitConverter.UInt64BitsToDouble));

    public static Gen<ulong> Indexes { get; } = Gen.OneOf(
        Gen.Choose(0, 5).Select(number => (ulong)number),
        Gen.Elements<ulong>(127, 128, 255, 256, 65_535, Max48, Max48 + 1, ulong.MaxValue - 1, ulong.MaxValue),
        ArbMap.Default.GeneratorFor<ulong>());

    public static Gen<RowTail> Tails { get; } =
        from index in Indexes
        from back in Indexes
        from offset in Indexes
        from length in Gen.OneOf(Gen.Choose(3, 300), Gen.Elements(3, 127, 128, 16_383, 16_384, int.MaxValue))
        from kind in Gen.Elements(EntryKind.Plain, EntryKind.Reference, EntryKind.SortedSetMember)
        select new RowTail(index, kind, new EntryPosition(index - Math.Min(index, back & Max48), (long)(offset & Max48), length));

    public static Arbitrary<ModelRow> Row { get; } = Arb.From(
        from family in Gen.Elements(RowFamily.Key, RowFamily.Value, RowFamily.Member)
        from name in Bytes
        from target in Bytes
        from score in Scores
        from version in Gen.Frequency((1, Gen.Constant((ulong?)null)), (2, Indexes.Select(index => (ulong?)index)))
        from tail in Tails
        select new ModelRow(family, name, target, score, version, tail));

    /// <summary>Several rows, their fields taken from a few only, so that many rows share them.</summary>
    public static Arbitrary<ModelRow[]> Rows { get; } = Arb.From(
        from fields in Bytes.ArrayOf(4)
        from scores in Scores.ArrayOf(3)
        from rows in Row.Generator.ArrayOf(24)
        select rows.Select(row => row with
        {
            Name = fields[row.Name.Length % 4],
            Target = fields[row.Target.Length % 4],
            Score = scores[row.Target.Length % 3],
        }).ToArray());
}
