using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

/// <summary>The form alone: what signatures are worth, <see cref="Signing.TrustedSignersTests"/> looks at.</summary>
public sealed class SignedValueTests
{
    private static readonly byte[] Point = [0x04, .. Enumerable.Repeat<byte>(0x11, 64)];
    private static readonly byte[] Signature = [.. Enumerable.Range(1, 70).Select(i => (byte)i)];

    [Fact]
    public void Encode_Parts_AreFieldsInOrder()
    {
        var value = SignedValue.Encode(1_607_431_880, "hello"u8, Signature, Point);

        Assert.Equal([0x08, 0xc8, 0xed, 0xbd, 0xfe, 0x05, 0x12, 0x05, .. "hello"u8, 0xaa, 0x06, 70, .. Signature, 0xb2, 0x06, 65, .. Point], value);
    }

    [Fact]
    public void Read_EncodedValue_GivesItsParts()
    {
        Prop.ForAll<ulong, byte[], PositiveInt>((seconds, payload, size) =>
        {
            var timestamp = Math.Max(1, seconds);
            var signature = Signature[..(8 + (size.Get % 63))];
            var form = SignedValue.Read(SignedValue.Encode(timestamp, payload, signature, Point), out var read);
            return form == ValueForm.WithSignature
                && read.Timestamp == timestamp
                && read.Payload.SequenceEqual(payload)
                && read.Signature.SequenceEqual(signature)
                && read.PublicPoint.SequenceEqual(Point);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void Read_WithoutSignature_GivesTimestampAndPayload()
    {
        Assert.Equal(ValueForm.Structured, SignedValue.Read([0x08, 0x07, 0x12, 0x01, 0x61], out var read));
        Assert.Equal(7UL, read.Timestamp);
        Assert.True(read.Payload.SequenceEqual("a"u8));
        Assert.True(read.Signature.IsEmpty && read.PublicPoint.IsEmpty);
    }

    [Fact]
    public void TryParse_SignedValue_GivesTimestampAndPayload()
    {
        Assert.True(StructuredValue.TryParse(SignedValue.Encode(7, "a"u8, Signature, Point), out var timestamp, out var payload));
        Assert.Equal(7UL, timestamp);
        Assert.True(payload.SequenceEqual("a"u8));
    }

    [Fact]
    public void TryParse_MalformedSignature_IsFalse()
    {
        byte[] value = [.. SignedValue.Encode(7, "a"u8, Signature, Point), 0];

        Assert.Equal(ValueForm.Malformed, SignedValue.Read(value, out _));
        Assert.False(StructuredValue.TryParse(value, out var timestamp, out var payload));
        Assert.Equal(0UL, timestamp);
        Assert.True(payload.IsEmpty);
    }

    [Fact]
    public void Read_RandomBytes_RejectsOrGivesTheOnlyEncoding()
    {
        var likely = Gen.Elements<byte>(0, 1, 4, 8, 9, 0x12, 0xaa, 0x06, 0xb2, 0x41, 0x80, 0xff);
        var front = SignedValue.Encode(7, "a"u8, Signature, Point);
        Prop.ForAll(
            Gen.ArrayOf(likely).ToArbitrary(),
            bytes => IsRejectedOrCanonical(bytes) && IsRejectedOrCanonical([8, .. bytes]) && IsRejectedOrCanonical([8, 7, 0xaa, 0x06, .. bytes]) && IsRejectedOrCanonical([.. front, .. bytes]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));
    }

    [Fact]
    public void Read_AnyBitFlippedOrByteCut_RejectsOrGivesTheOnlyEncoding()
    {
        var value = SignedValue.Encode(1_607_431_880, new byte[300], Signature, Point);

        Assert.All(Enumerable.Range(0, 8 * value.Length), bit =>
        {
            var flipped = value.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(IsRejectedOrCanonical(flipped));
        });
        Assert.All(Enumerable.Range(0, value.Length), length => Assert.True(IsRejectedOrCanonical(value[..length])));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(73)]
    public void Encode_SignatureOfOtherLength_Throws(int length)
    {
        Assert.Throws<ArgumentException>(() => SignedValue.Encode(1, "a"u8, new byte[length], Point));
    }

    [Fact]
    public void Encode_NoTimestampOrNoPoint_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SignedValue.Encode(0, "a"u8, Signature, Point));
        Assert.Throws<ArgumentException>(() => SignedValue.Encode(1, "a"u8, Signature, Point.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => SignedValue.Encode(1, "a"u8, Signature, new byte[65]));
    }

    private static bool IsRejectedOrCanonical(byte[] bytes) =>
        SignedValue.Read(bytes, out var read) != ValueForm.WithSignature
        || SignedValue.Encode(read.Timestamp, read.Payload, read.Signature, read.PublicPoint).AsSpan().SequenceEqual(bytes);
}
