using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index;

/// <summary>Bytes from anywhere are answered: they are no row, or exactly the row that would be written.</summary>
public sealed class IndexRowsHostileTests
{
    // ~index 7, plain, segment 7, offset 0, 3 bytes
    private const string Tail = "fffffffffffffff8" + "00" + "00" + "00" + "03";

    [Theory]
    [InlineData("4b6b0001" + Tail)]
    [InlineData("4b0001" + Tail)]
    [InlineData("4b00ff00ff0001" + Tail)]
    [InlineData("4bff0001" + Tail)]
    [InlineData("56760001" + "00" + "6b0001" + Tail)]
    [InlineData("5a730001" + "bff8000000000000" + "740001" + "0000000000000000" + "00" + Tail)]
    [InlineData("5a730001" + "bff8000000000000" + "740001" + "0000000000000009" + "01" + Tail)]
    public void TryParse_SoundRow_IsTrue(string hex)
    {
        Assert.True(IndexRows.TryParse(Convert.FromHexString(hex), out _, out var tail));
        Assert.Equal(new RowTail(7, EntryKind.Plain, new EntryPosition(7, 0, 3)), tail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4b")]
    [InlineData("4b00")]
    [InlineData("4b6b")]
    [InlineData("4b6b0001")] // no tail
    [InlineData("4a6b0001" + Tail)] // of no family
    [InlineData("4b6b0002" + Tail)] // neither a zero nor an end
    [InlineData("4b6b0000" + Tail)]
    [InlineData("56760001" + "02" + "6b0001" + Tail)] // neither whole nor going on
    [InlineData("56760001" + "01" + "6b0001" + Tail)] // goes on behind one byte
    [InlineData("56760001" + "00" + "6b0002" + Tail)]
    [InlineData("56760001")]
    [InlineData("5a730001" + "bff8000000000000" + "740001" + "0000000000000000" + "02" + Tail)] // no suffix
    [InlineData("5a730001" + "bff8000000000000" + "740001" + "0000000000000001" + "00" + Tail)]
    [InlineData("5a730001" + "bff8000000000000" + "740002" + "0000000000000000" + "00" + Tail)]
    [InlineData("5a730001" + "bff8")]
    [InlineData("5a730001" + "bff8000000000000" + "740001" + "00")]
    [InlineData("5a5f7e7c494d4d557c7e5f0001" + "bff8000000000000" + "740001" + "0000000000000000" + "00" + Tail)] // the separator as a set
    [InlineData("5a5f7e7c494d4d557c7e0001" + "bff8000000000000" + "740001" + "0000000000000000" + "00" + Tail)] // its first nine bytes
    [InlineData("4b6b0001" + "fffffffffffffff8" + "03" + "00" + "00" + "03")] // no kind
    [InlineData("4b6b0001" + "fffffffffffffff8" + "00" + "08" + "00" + "03")] // a segment before the first
    [InlineData("4b6b0001" + "0000000000000000" + "00" + "80808080808040" + "00" + "03")] // 2^48 entries back
    [InlineData("4b6b0001" + "fffffffffffffff8" + "00" + "00" + "80808080808040" + "03")] // offset 2^48
    [InlineData("4b6b0001" + "fffffffffffffff8" + "00" + "00" + "00" + "02")] // shorter than a record
    [InlineData("4b6b0001" + "fffffffffffffff8" + "00" + "00" + "00" + "8080808008")] // 2^31 bytes
    [InlineData("4b6b0001" + "fffffffffffffff8" + "00" + "00" + "8000" + "03")] // not the shortest form
    [InlineData("4b6b0001" + "fffffffffffffff8" + "00" + "00" + "00" + "83")] // cut
    [InlineData("4b6b0001" + "fffffffffffffff8" + "00" + "00" + "00")]
    [InlineData("4b6b0001" + "fffffffffffffff8" + "00")]
    [InlineData("4b6b0001" + Tail + "00")] // left over
    public void TryParse_OtherBytes_IsFalse(string hex)
    {
        Assert.False(IndexRows.TryParse(Convert.FromHexString(hex), out var groupBytes, out var tail));
        Assert.Equal(0, groupBytes);
        Assert.Equal(default, tail);
    }

    [Fact]
    public void TryParse_ValueStartOf65Bytes_IsFalse()
    {
        Assert.True(IndexRows.TryParse(ValueRow(64, "00"), out _, out _));
        Assert.True(IndexRows.TryParse(ValueRow(64, "01"), out _, out _));
        Assert.False(IndexRows.TryParse(ValueRow(65, "00"), out _, out _));
        Assert.False(IndexRows.TryParse(ValueRow(65, "01"), out _, out _));
        Assert.False(IndexRows.TryParse(ValueRow(63, "01"), out _, out _));
    }

    [Fact]
    public void TryParse_AnyPrefixOfRow_IsFalse()
    {
        Prop.ForAll(RowGenerators.Row, model =>
        {
            var row = model.Bytes;
            return Enumerable.Range(0, row.Length).All(length => !IndexRows.TryParse(row.AsSpan(0, length), out _, out _));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void TryParse_AnyBitFlipped_RejectsOrGivesTheOnlyEncoding()
    {
        Prop.ForAll(RowGenerators.Row, model =>
        {
            var row = model.Bytes;
            return Enumerable.Range(0, 8 * row.Length).All(bit =>
            {
                row[bit / 8] ^= (byte)(1 << (bit % 8));
                var isSound = IsRejectedOrCanonical(row);
                row[bit / 8] ^= (byte)(1 << (bit % 8));
                return isSound;
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void TryParse_RandomBytes_RejectsOrGivesTheOnlyEncoding()
    {
        var likely = Gen.Elements<byte>(0, 0, 0, 1, 1, 2, 3, 0x7f, 0x80, 0xff, 0xff, (byte)'K', (byte)'V', (byte)'Z');
        var bytes = from family in Gen.Elements("K", "V", "Z", "X", "")
                    from rest in Gen.OneOf(Gen.ArrayOf(likely), ArbMap.Default.GeneratorFor<byte[]>(), Gen.ArrayOf(likely, 30))
                    select (byte[])[.. family.Select(letter => (byte)letter), .. rest];

        Prop.ForAll(bytes.ToArbitrary(), IsRejectedOrCanonical).Check(Config.QuickThrowOnFailure.WithMaxTest(8_000));
    }

    [Fact]
    public void TryParse_RandomBytesBeforeSoundTail_RejectsOrGivesTheOnlyEncoding()
    {
        var likely = Gen.Elements<byte>(0, 0, 0, 1, 1, 1, 0xff, 0xff, (byte)'a');
        var bytes = from family in Gen.Elements("K", "V", "Z")
                    from length in Gen.Choose(0, 40)
                    from fields in Gen.ArrayOf(likely, length)
                    select (byte[])[.. family.Select(letter => (byte)letter), .. fields, 0, 1, .. Convert.FromHexString(Tail)];

        Prop.ForAll(bytes.ToArbitrary(), IsRejectedOrCanonical).Check(Config.QuickThrowOnFailure.WithMaxTest(8_000));
    }

    private static bool IsRejectedOrCanonical(byte[] bytes)
    {
        // These answer anything for what is no row, but they answer.
        _ = IndexRows.GroupLength(bytes);
        _ = IndexRows.FilterKeyLength(bytes);
        if (!IndexRows.TryParse(bytes, out var groupBytes, out var tail)) return true;

        var again = new byte[bytes.Length];
        return groupBytes == IndexRows.GroupLength(bytes)
            && IndexRows.Write(GroupAgain(bytes.AsSpan(0, groupBytes)), tail, again) == bytes.Length
            && again.SequenceEqual(bytes);
    }

    private static byte[] GroupAgain(ReadOnlySpan<byte> group)
    {
        switch ((RowFamily)group[0])
        {
            case RowFamily.Key:
                return IndexRows.KeyGroup(IndexRows.KeyOf(group));
            case RowFamily.Value:
                var key = IndexRows.ValueKeyOf(group, out var start, out var isWhole);
                return IndexRows.ValueGroup(isWhole ? start : [.. start, 0], key);
            default:
                Assert.True(SortedSetKey.TryParse(IndexRows.MemberKeyOf(group, out _), out var set, out var score, out var target, out var index));
                return IndexRows.MemberGroup(set, score, target, index);
        }
    }

    private static byte[] ValueRow(int startBytes, string cut) =>
        Convert.FromHexString("56" + string.Concat(Enumerable.Repeat("76", startBytes)) + "0001" + cut + "6b0001" + Tail);
}
