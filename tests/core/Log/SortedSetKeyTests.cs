using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class SortedSetKeyTests
{
    public static TheoryData<JsonElement> Keys => [.. Immudb08Vectors.Section("zset_keys").EnumerateArray()];

    public static TheoryData<JsonElement> Scores =>
        [.. Immudb08Vectors.Section("score_order").GetProperty("scores").EnumerateArray()];

    [Theory, MemberData(nameof(Keys), DisableDiscoveryEnumeration = true)]
    public void Encode_Vector_GivesStoredKeyAndValue(JsonElement vector)
    {
        byte[] set = vector.Bytes("set"), target = vector.Bytes("key");
        var index = vector.OptionalIndex();

        Assert.Equal(vector.Bytes("stored_key"), SortedSetKey.Encode(set, vector.GetProperty("score").GetDouble(), target, index));
        Assert.Equal(vector.Bytes("stored_value"), ReferenceValue.Encode(target, index));
    }

    [Theory, MemberData(nameof(Scores), DisableDiscoveryEnumeration = true)]
    public void Prefix_ScoreVector_EndsInRawBits(JsonElement vector)
    {
        var prefix = SortedSetKey.Prefix("s"u8, ScoreOf(vector));

        Assert.Equal(vector.Bytes("bytes"), prefix[^8..]);
        Assert.Equal(SortedSetKey.Prefix("s"u8), prefix[..^8]);
    }

    [Fact]
    public void Encode_ScoreVectors_SortInTheOrderGiven()
    {
        var keys = Immudb08Vectors.Section("score_order").GetProperty("scores").EnumerateArray()
            .Select(vector => SortedSetKey.Encode("s"u8, ScoreOf(vector), "k"u8, null)).ToArray();

        Assert.Equal(keys, keys.Order(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))));
    }

    [Fact]
    public void Separator_Vector_IsTheSame()
    {
        Assert.Equal(Immudb08Vectors.Section("constants").Bytes("set_separator"), SortedSetKey.Separator.ToArray());
    }

    [Fact]
    public void TryParse_EncodedKey_GivesItBackBitForBit()
    {
        Prop.ForAll<byte[], ulong, (byte[] Target, ulong? Index)>((set, scoreBits, member) =>
            SortedSetKey.TryParse(
                SortedSetKey.Encode(set, BitConverter.UInt64BitsToDouble(scoreBits), member.Target, member.Index),
                out var parsedSet, out var parsedScore, out var parsedTarget, out var parsedIndex)
            && parsedSet.SequenceEqual(set)
            && BitConverter.DoubleToUInt64Bits(parsedScore) == scoreBits
            && parsedTarget.SequenceEqual(member.Target)
            && parsedIndex == member.Index).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TryParse_TargetWithSeparator_TakesTheFirstAsTheSetsEnd()
    {
        var key = SortedSetKey.Encode("s"u8, 1, SortedSetKey.Separator, null);

        Assert.True(SortedSetKey.TryParse(key, out var set, out _, out var target, out _));
        Assert.Equal("s"u8, set);
        Assert.Equal(SortedSetKey.Separator, target);
    }

    [Fact]
    public void TryParse_NotANumberWithPayload_KeepsItsBits()
    {
        const ulong bits = 0x7ff0_0000_0000_0001;
        var key = SortedSetKey.Encode("s"u8, BitConverter.UInt64BitsToDouble(bits), "k"u8, null);

        Assert.True(SortedSetKey.TryParse(key, out _, out var score, out _, out _));
        Assert.Equal(bits, BitConverter.DoubleToUInt64Bits(score));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain key")]
    [InlineData("_~|IMMU|~_")]
    [InlineData("_~|IMMU|~_set without a second separator, but long enough")]
    [InlineData("_~|IMMU|~_s_~|IMMU|~_12345678")] // no suffix
    [InlineData("_~|IMMU|~_s_~|IMMU|~_12345678target123456789")] // suffix with flag '9'
    public void TryParse_OtherKey_IsFalse(string text)
    {
        Assert.False(SortedSetKey.TryParse(Encoding.ASCII.GetBytes(text), out var set, out _, out var target, out _));
        Assert.True(set.IsEmpty && target.IsEmpty);
    }

    [Fact]
    public void TryParse_RandomBytesAfterSeparator_RejectsOrGivesTheOnlyEncoding()
    {
        Prop.ForAll<byte[], byte[]>((set, rest) =>
        {
            byte[] key = [.. SortedSetKey.Separator, .. set, .. SortedSetKey.Separator, .. rest];
            return !SortedSetKey.TryParse(key, out var parsedSet, out var score, out var target, out var index)
                || SortedSetKey.Encode(parsedSet, score, target, index).AsSpan().SequenceEqual(key);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("s", true)]
    [InlineData("", true)]
    [InlineData("_~|IMMU|~", false)] // with the separator's first byte it is a separator one set earlier
    [InlineData("s_~|IMMU|~", false)]
    [InlineData("s_~|IMMU|~t", true)]
    [InlineData("~|IMMU|~_", true)]
    [InlineData("a_~|IMMU|~_b", false)]
    public void IsSetName_AmbiguousName_IsFalse(string set, bool expected)
    {
        Assert.Equal(expected, SortedSetKey.IsSetName(Encoding.ASCII.GetBytes(set)));
    }

    [Fact]
    public void Encode_AmbiguousSetName_Throws()
    {
        Assert.Throws<ArgumentException>(() => SortedSetKey.Prefix("s_~|IMMU|~"u8));
        Assert.Throws<ArgumentException>(() => SortedSetKey.Prefix("s_~|IMMU|~_"u8, 1));
        Assert.Throws<ArgumentException>(() => SortedSetKey.Encode("s_~|IMMU|~"u8, 1, "k"u8, null));
    }

    private static double ScoreOf(JsonElement vector) => vector.GetProperty("score").GetString() switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        var text => double.Parse(text!, CultureInfo.InvariantCulture),
    };
}
