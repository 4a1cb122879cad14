using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class StructuredValueTests
{
    [Theory]
    [InlineData("08c8edbdfe05120568656c6c6f", 1_607_431_880UL, "68656c6c6f")] // immudb's own example: "hello"
    [InlineData("0801", 1UL, "")] // an empty payload is left out
    [InlineData("08ffffffffffffffffff01", ulong.MaxValue, "")]
    [InlineData("0801120100", 1UL, "00")]
    public void TryParse_WrappedValue_GivesTimestampAndPayload(string hex, ulong expected, string payloadHex)
    {
        Assert.True(StructuredValue.TryParse(Convert.FromHexString(hex), out var timestamp, out var payload));
        Assert.Equal(expected, timestamp);
        Assert.Equal(payloadHex, Convert.ToHexStringLower(payload));
    }

    [Theory]
    [InlineData("")]
    [InlineData("08")]
    [InlineData("0880")]
    [InlineData("0800")] // timestamp 0 is left out
    [InlineData("0800120161")]
    [InlineData("120568656c6c6f")] // no timestamp
    [InlineData("1201610801")] // other order
    [InlineData("08011200")] // an empty payload is left out
    [InlineData("080112")]
    [InlineData("0801120261")] // cut
    [InlineData("080112016161")] // left over
    [InlineData("08010802")] // a field twice
    [InlineData("08011201611801")] // a third field
    [InlineData("08011a0161")] // another field
    [InlineData("0801100161")]
    [InlineData("088100120161")] // not the shortest form
    [InlineData("080112810061")]
    [InlineData("088000120161")]
    [InlineData("08ffffffffffffffffff02")] // more than 64 bits
    [InlineData("08ffffffffffffffffffff01")]
    [InlineData("080112ffffffffffffffffff0161")] // a length that is negative as a signed number
    [InlineData("68656c6c6f")]
    public void TryParse_OtherBytes_IsFalse(string hex)
    {
        Assert.False(StructuredValue.TryParse(Convert.FromHexString(hex), out var timestamp, out var payload));
        Assert.Equal(0UL, timestamp);
        Assert.True(payload.IsEmpty);
    }

    [Fact]
    public void TryParse_EncodedContent_GivesItBack()
    {
        Prop.ForAll<ulong, byte[], PositiveInt>((seconds, payload, repeats) =>
        {
            var timestamp = Math.Max(1, seconds);
            byte[] content = [.. Enumerable.Repeat(payload, repeats.Get).SelectMany(bytes => bytes)];
            return StructuredValue.TryParse(Encode(timestamp, content), out var parsed, out var parsedPayload)
                && parsed == timestamp
                && parsedPayload.SequenceEqual(content);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void TryParse_RandomBytes_RejectsOrGivesTheOnlyEncoding()
    {
        var likely = Gen.Elements<byte>(0, 1, 2, 3, 8, 0x12, 0x12, 0x80, 0xff);
        Prop.ForAll(Gen.ArrayOf(likely).ToArbitrary(), bytes => IsRejectedOrCanonical([8, .. bytes]) && IsRejectedOrCanonical(bytes))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));
    }

    [Fact]
    public void TryParse_AnyBitFlippedOrByteCut_RejectsOrGivesTheOnlyEncoding()
    {
        var value = Encode(1_607_431_880, new byte[300]);

        Assert.All(Enumerable.Range(0, 8 * value.Length), bit =>
        {
            var flipped = value.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(IsRejectedOrCanonical(flipped));
        });
        Assert.All(Enumerable.Range(0, value.Length), length => Assert.True(IsRejectedOrCanonical(value[..length])));
    }

    private static bool IsRejectedOrCanonical(byte[] bytes) =>
        !StructuredValue.TryParse(bytes, out var timestamp, out var payload) || Encode(timestamp, payload.ToArray()).SequenceEqual(bytes);

    private static byte[] Encode(ulong timestamp, byte[] payload) =>
        payload.Length == 0
            ? [0x08, .. Varint(timestamp)]
            : [0x08, .. Varint(timestamp), 0x12, .. Varint((ulong)payload.Length), .. payload];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value > 127; value /= 128) yield return (byte)(128 + (value % 128));
        yield return (byte)value;
    }
}
