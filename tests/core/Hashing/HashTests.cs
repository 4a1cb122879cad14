using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Hashing;
using Xunit;

namespace ImmuFunctions.Core.Tests.Hashing;

public sealed class HashTests
{
    private const string Text = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff";

    private static readonly byte[] Bytes = Convert.FromHexString(Text);

    [Fact]
    public void EmptyTree_Always_IsTheDigestOfNoBytes() =>
        Assert.Equal(SHA256.HashData(ReadOnlySpan<byte>.Empty), Hash.EmptyTree.ToArray());

    [Fact]
    public void Default_Always_IsZeros() => Assert.Equal(new byte[Hash.Size], default(Hash).ToArray());

    [Fact]
    public void FromBytes_OfThirtyTwo_KeepsThemInOrder() => Assert.Equal(Bytes, Hash.FromBytes(Bytes).ToArray());

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void FromBytes_OfAnotherLength_Throws(int length) =>
        Assert.Throws<ArgumentException>(() => Hash.FromBytes(new byte[length]));

    [Theory]
    [InlineData(0, false)]
    [InlineData(31, false)]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void TryFromBytes_ByLength_AcceptsOnlyThirtyTwo(int length, bool expected) =>
        Assert.Equal(expected, Hash.TryFromBytes(new byte[length], out _));

    [Fact]
    public void Equals_OfTheSameContent_IsTrue()
    {
        var one = Hash.FromBytes(Bytes);
        var other = Hash.Parse(Text);

        Assert.Equal(one, other);
        Assert.True(one == other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(31)]
    public void Equals_WithOneByteChanged_IsFalse(int position)
    {
        var changed = (byte[])Bytes.Clone();
        changed[position] ^= 0x80;

        Assert.NotEqual(Hash.FromBytes(Bytes), Hash.FromBytes(changed));
    }

    [Fact]
    public void ToString_Always_IsLowerCaseHexadecimal() => Assert.Equal(Text, Hash.FromBytes(Bytes).ToString());

    [Fact]
    public void Parse_OfUpperCase_GivesTheSameHash() =>
        Assert.Equal(Hash.Parse(Text), Hash.Parse(Text.ToUpperInvariant()));

    [Fact]
    public void Parse_OfWhatToStringWrote_GivesTheHashBack() =>
        Prop.ForAll(Hashes(), hash => Hash.Parse(hash.ToString()) == hash).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1ef")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1effff")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1exx")]
    [InlineData(" 00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff")]
    public void Parse_OfOtherText_Throws(string text)
    {
        Assert.Throws<FormatException>(() => Hash.Parse(text));
        Assert.False(Hash.TryParse(text, out _));
    }

    [Fact]
    public void TryParse_OfRandomText_OnlyAcceptsWhatItWouldWrite() =>
        Prop.ForAll<string?>(text => !Hash.TryParse(text, out var hash) || hash.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void TryFromBytes_OfRandomBytes_AcceptsThemUnchangedOrNotAtAll() =>
        Prop.ForAll<byte[]>(bytes => Hash.TryFromBytes(bytes, out var hash) == (bytes.Length == Hash.Size)
            && (bytes.Length != Hash.Size || hash.ToArray().SequenceEqual(bytes)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void CopyTo_OfALongerDestination_WritesOnlyItsStart()
    {
        var destination = new byte[40];

        Hash.FromBytes(Bytes).CopyTo(destination);

        Assert.Equal([.. Bytes, 0, 0, 0, 0, 0, 0, 0, 0], destination);
    }

    [Fact]
    public void CopyTo_OfAShorterDestination_Throws() =>
        Assert.Throws<ArgumentException>(() => Hash.EmptyTree.CopyTo(new byte[31]));

    [Fact]
    public void AsBytes_OfHashes_IsTheirBytesInOrder()
    {
        Hash[] hashes = [Hash.FromBytes(Bytes), Hash.EmptyTree];

        Assert.Equal([.. Bytes, .. Hash.EmptyTree.ToArray()], Hash.AsBytes(hashes).ToArray());
    }

    [Fact]
    public void AsHashes_OfAsBytes_GivesTheHashesBack()
    {
        Hash[] hashes = [Hash.FromBytes(Bytes), Hash.EmptyTree, default];

        Assert.Equal(hashes, Hash.AsHashes(Hash.AsBytes(hashes)).ToArray());
    }

    [Fact]
    public void AsHashes_OfAPartOfAHash_Throws() =>
        Assert.Throws<ArgumentException>(() => Hash.AsHashes(new byte[33]).Length);

    private static Arbitrary<Hash> Hashes() =>
        Gen.ArrayOf(Gen.Choose(0, 255).Select(number => (byte)number), Hash.Size)
            .Select(bytes => Hash.FromBytes(bytes))
            .ToArbitrary();
}
