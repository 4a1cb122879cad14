using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index;

/// <summary>A prefix selects the rows that the model selects, and no others.</summary>
public sealed class IndexRowsPrefixTests
{
    [Fact]
    public void KeysFrom_AnyPrefix_SelectsTheKeysThatBeginWithIt()
    {
        Check((probe, _) => IndexRows.KeysFrom(probe), (probe, _, row) => row.Family == RowFamily.Key && row.Name.AsSpan().StartsWith(probe));
    }

    [Fact]
    public void MembersOf_AnySet_SelectsItsMembers()
    {
        Check((probe, _) => IndexRows.MembersOf(probe), (probe, _, row) => row.Family == RowFamily.Member && row.Name.SequenceEqual(probe));
    }

    [Fact]
    public void MembersAt_AnyScore_SelectsMembersWithTheseBits()
    {
        Check(
            (probe, score) => IndexRows.MembersAt(probe, score),
            (probe, score, row) => row.Family == RowFamily.Member
                && row.Name.SequenceEqual(probe)
                && BitConverter.DoubleToUInt64Bits(row.Score) == BitConverter.DoubleToUInt64Bits(score));
    }

    [Fact]
    public void ValuesFrom_WholeValue_SelectsEqualValuesAsFarAsARowTells()
    {
        Check(
            (probe, _) => IndexRows.ValuesFrom(probe, false),
            (probe, _, row) => row.Family == RowFamily.Value && row.GoesOn == probe.Length > 64 && row.Start.AsSpan().SequenceEqual(Start(probe)));
    }

    [Fact]
    public void ValuesFrom_ValuePrefix_SelectsValuesThatBeginWithItAsFarAsARowTells()
    {
        Check(
            (probe, _) => IndexRows.ValuesFrom(probe, true),
            (probe, _, row) => row.Family == RowFamily.Value && (row.GoesOn || probe.Length <= 64) && row.Start.AsSpan().StartsWith(Start(probe)));
    }

    [Fact]
    public void ValuesFrom_OfMoreThan64Bytes_LeavesOutTheValueThatEndsThere()
    {
        var value = new byte[65];
        var ends = IndexRows.ValueGroup(value.AsSpan(0, 64), "k"u8);
        var goesOn = IndexRows.ValueGroup(value, "k"u8);

        Assert.True(goesOn.AsSpan().StartsWith(IndexRows.ValuesFrom(value, true)));
        Assert.True(goesOn.AsSpan().StartsWith(IndexRows.ValuesFrom(value, false)));
        Assert.False(ends.AsSpan().StartsWith(IndexRows.ValuesFrom(value, true)));
        Assert.True(ends.AsSpan().StartsWith(IndexRows.ValuesFrom(value.AsSpan(0, 64), true)));
        Assert.True(goesOn.AsSpan().StartsWith(IndexRows.ValuesFrom(value.AsSpan(0, 64), true)));
        Assert.False(goesOn.AsSpan().StartsWith(IndexRows.ValuesFrom(value.AsSpan(0, 64), false)));
    }

    [Theory]
    [InlineData("00", "01")]
    [InlineData("4b61", "4b62")]
    [InlineData("4bfe", "4bff")]
    [InlineData("4bff", "4c")]
    [InlineData("4b00ffff", "4b01")]
    public void After_Prefix_IsTheSmallestStringAboveAllThatBeginWithIt(string prefix, string expected)
    {
        Assert.Equal(expected, Convert.ToHexStringLower(IndexRows.After(Convert.FromHexString(prefix))!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ff")]
    [InlineData("ffffff")]
    public void After_NothingAbove_IsNull(string prefix)
    {
        Assert.Null(IndexRows.After(Convert.FromHexString(prefix)));
    }

    [Fact]
    public void After_AnyPrefix_SplitsOffWhatBeginsWithIt()
    {
        var bytes = RowGenerators.Bytes.ToArbitrary();
        Prop.ForAll(bytes, bytes, (prefix, other) =>
        {
            var after = IndexRows.After(prefix);
            var isBelow = after is null || other.AsSpan().SequenceCompareTo(after) < 0;
            return isBelow == (other.AsSpan().StartsWith(prefix) || other.AsSpan().SequenceCompareTo(prefix) < 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void NewestOf_AnySize_LeadsToTheNewestRowBelowIt()
    {
        Prop.ForAll(RowGenerators.Rows, RowGenerators.Indexes.ToArbitrary(), (rows, size) => rows.All(probe =>
        {
            var sorted = Sorted(rows);
            var target = IndexRows.NewestOf(probe.Group, size);
            var found = sorted.FirstOrDefault(row => row.Bytes.AsSpan().SequenceCompareTo(target) >= 0);
            var versions = rows.Where(row => row.CompareGroup(probe) == 0 && row.Tail.EntryIndex < size).ToArray();
            return versions.Length == 0
                ? found is null || found.CompareGroup(probe) != 0
                : found!.CompareGroup(probe) == 0 && found.Tail.EntryIndex == versions.Max(row => row.Tail.EntryIndex);
        })).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    [Fact]
    public void NewestOf_SizeZero_IsAboveTheFirstEntrysRow()
    {
        var first = new ModelRow(RowFamily.Key, [1], [], 0, null, new RowTail(0, EntryKind.SortedSetMember, new EntryPosition(0, (1L << 48) - 1, int.MaxValue)));

        Assert.True(first.Bytes.AsSpan().SequenceCompareTo(IndexRows.NewestOf(first.Group, 0)) < 0);
        Assert.True(first.Bytes.AsSpan().SequenceCompareTo(IndexRows.NewestOf(first.Group, 1)) > 0);
    }

    private static void Check(Func<byte[], double, byte[]> prefixOf, Func<byte[], double, ModelRow, bool> selects)
    {
        Prop.ForAll(RowGenerators.Rows, RowGenerators.Row, (rows, other) => rows.Append(other).All(probe =>
        {
            var prefix = prefixOf(probe.Name, probe.Score);
            var after = IndexRows.After(prefix);
            return rows.All(row =>
            {
                var bytes = row.Bytes;
                var isBetween = bytes.AsSpan().SequenceCompareTo(prefix) >= 0 && (after is null || bytes.AsSpan().SequenceCompareTo(after) < 0);
                return isBetween == selects(probe.Name, probe.Score, row) && isBetween == bytes.AsSpan().StartsWith(prefix);
            });
        })).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    private static ModelRow[] Sorted(ModelRow[] rows) => [.. rows.Order(Comparer<ModelRow>.Create((a, b) => a.CompareTo(b)))];

    private static ReadOnlySpan<byte> Start(byte[] value) => value.AsSpan(0, Math.Min(64, value.Length));
}
