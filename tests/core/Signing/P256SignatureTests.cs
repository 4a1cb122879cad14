using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Core.Tests.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Signing;

public sealed class P256SignatureTests
{
    private static readonly byte[] Point = Immudb08Vectors.Section("root_signature").Bytes("public_key_uncompressed");
    private static readonly JsonElement Sample = Immudb08Vectors.Section("root_signature").GetProperty("samples")[3];
    private static readonly byte[] Payload = RootPayloadTests.Payload(Sample);
    private static readonly byte[] Signature = Sample.Bytes("signature_der");

    [Theory, MemberData(nameof(RootPayloadTests.Samples), MemberType = typeof(RootPayloadTests), DisableDiscoveryEnumeration = true)]
    public void Verify_SampleOfImmudb08_IsTrue(JsonElement vector)
    {
        Assert.True(P256Signature.Verify(RootPayloadTests.Payload(vector), vector.Bytes("signature_der"), Point));
    }

    [Fact]
    public void Verify_AnyBitOfSignatureFlipped_IsFalse()
    {
        Assert.All(Enumerable.Range(0, Signature.Length * 8), bit =>
            Assert.False(P256Signature.Verify(Payload, Flipped(Signature, bit), Point)));
    }

    [Fact]
    public void Verify_AnyBitOfPayloadFlipped_IsFalse()
    {
        Assert.All(Enumerable.Range(0, Payload.Length * 8), bit =>
            Assert.False(P256Signature.Verify(Flipped(Payload, bit), Signature, Point)));
    }

    [Fact]
    public void Verify_AnyBitOfPublicPointFlipped_IsFalse()
    {
        Assert.All(Enumerable.Range(0, Point.Length * 8), bit =>
        {
            Assert.False(P256Signature.IsPublicPoint(Flipped(Point, bit)));
            Assert.False(P256Signature.Verify(Payload, Signature, Flipped(Point, bit)));
        });
    }

    [Fact]
    public void Verify_OtherKeysPoint_IsFalse()
    {
        using var other = P256PrivateKey.FromPem(TestKeys.Sec1(ECCurve.NamedCurves.nistP256));

        Assert.False(P256Signature.Verify(Payload, Signature, other.PublicPoint));
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3000")]
    [InlineData("3006020100020100")] // r = s = 0
    [InlineData("3006020101020101")]
    [InlineData("308000")]
    public void Verify_MalformedSignature_IsFalse(string hex)
    {
        Assert.False(P256Signature.Verify(Payload, Convert.FromHexString(hex), Point));
    }

    [Fact]
    public void Verify_SignatureWithTrailingByteOrRawForm_IsFalse()
    {
        using var key = P256PrivateKey.FromPem(TestKeys.Vector);

        Assert.False(P256Signature.Verify(Payload, [.. Signature, 0], Point));
        Assert.False(P256Signature.Verify(Payload, new byte[64], Point));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(66)]
    [InlineData(97)]
    public void IsPublicPoint_OtherLength_IsFalse(int length)
    {
        var point = new byte[length];
        point.AsSpan().Fill(4);

        Assert.False(P256Signature.IsPublicPoint(point));
    }

    [Theory]
    [InlineData("00", "00")] // (0, 0)
    [InlineData("ff", "ff")] // beyond the field
    public void IsPublicPoint_OffTheCurve_IsFalse(string x, string y)
    {
        var point = Convert.FromHexString("04" + string.Concat(Enumerable.Repeat(x, 32)) + string.Concat(Enumerable.Repeat(y, 32)));

        Assert.False(P256Signature.IsPublicPoint(point));
    }

    [Fact]
    public void IsPublicPoint_CompressedOrHybridForm_IsFalse()
    {
        Assert.False(P256Signature.IsPublicPoint([0x02, .. Point[1..33]]));
        Assert.False(P256Signature.IsPublicPoint([0x06, .. Point[1..]]));
        Assert.True(P256Signature.IsPublicPoint(Point));
    }

    [Fact]
    public void Verify_RandomBytes_IsFalseNotThrown()
    {
        Prop.ForAll<byte[], byte[], byte[]>((data, der, point) =>
            !P256Signature.Verify(data, der, point) && !P256Signature.Verify(data, [0x30, (byte)der.Length, .. der], Point))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ToDer_SignatureOfFixedSize_Verifies()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = key.ExportParameters(includePrivateParameters: false).Q;

        var der = P256Signature.ToDer(key.SignData(Payload, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))!;

        Assert.True(P256Signature.Verify(Payload, der, [4, .. q.X!, .. q.Y!]));
    }

    [Fact]
    public void ToDer_AnyNumbers_AreReadBackByAnotherDecoder()
    {
        Prop.ForAll<byte[], byte, byte>((seed, zerosOfR, zerosOfS) =>
        {
            byte[] r = SHA256.HashData(seed), s = SHA256.HashData(r);
            r.AsSpan(0, zerosOfR % 33).Clear();
            s.AsSpan(0, zerosOfS % 33).Clear();

            var read = new AsnReader(P256Signature.ToDer([.. r, .. s])!, AsnEncodingRules.DER).ReadSequence();

            return read.ReadInteger() == new BigInteger(r, isUnsigned: true, isBigEndian: true)
                && read.ReadInteger() == new BigInteger(s, isUnsigned: true, isBigEndian: true)
                && !read.HasData;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(96)]
    public void ToDer_OtherLength_IsNull(int length) => Assert.Null(P256Signature.ToDer(new byte[length]));

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        var flipped = bytes.ToArray();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
