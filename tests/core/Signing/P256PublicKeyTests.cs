using System.Security.Cryptography;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Core.Tests.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Signing;

public sealed class P256PublicKeyTests
{
    private static readonly JsonElement[] Vectors = ClientSignatureVectors.Keys;

    [Fact]
    public void FromPem_SeveralBlocks_GivesAllInOrder()
    {
        var keys = P256PublicKey.FromPem($"first\n{Vectors[0].Text("public_key_pem")}second\n{Vectors[1].Text("public_key_pem")}");

        Assert.Equal(Vectors[..2].Select(vector => vector.Text("key_id")), keys.Select(key => key.Id));
        Assert.Equal(Vectors[..2].Select(vector => vector.Text("public_key")), keys.Select(key => Convert.ToHexStringLower(key.Point)));
    }

    [Fact]
    public void TryFromPoint_VectorPoint_IsTheKeyOfThePem()
    {
        var key = P256PublicKey.TryFromPoint(Vectors[0].Bytes("public_key"));

        Assert.Equal(Vectors[0].Text("key_id"), key!.Id);
        Assert.StartsWith(key.Id, key.Fingerprint.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryFromPoint_AnyBitFlipped_IsNull()
    {
        var point = Vectors[0].Bytes("public_key");

        Assert.All(Enumerable.Range(0, 8 * point.Length), bit =>
        {
            var flipped = point.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(P256PublicKey.TryFromPoint(flipped));
        });
    }

    [Fact]
    public void VerifyDigest_SignatureOfThePrivateKey_HoldsForThatDigestAlone()
    {
        using var signer = P256PrivateKey.FromPem(Vectors[0].Text("private_key_pem"));
        var key = P256PublicKey.TryFromPoint(signer.PublicPoint)!;
        var digest = TreeHash.Leaf(0, "k"u8, "v"u8);
        var signature = signer.SignDigest(digest);

        Assert.True(key.VerifyDigest(digest, signature));
        Assert.False(key.VerifyDigest(Hash.EmptyTree, signature));
        Assert.False(P256PublicKey.TryFromPoint(Vectors[1].Bytes("public_key"))!.VerifyDigest(digest, signature));
    }

    [Fact]
    public void VerifyDigest_RandomBytes_IsFalse()
    {
        var key = P256PublicKey.TryFromPoint(Vectors[0].Bytes("public_key"))!;

        Prop.ForAll<byte[]>(der => !key.VerifyDigest(Hash.EmptyTree, der) && !key.VerifyDigest(Hash.EmptyTree, [0x30, .. der])).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void FromPem_PrivateKey_SaysSo()
    {
        AssertRefused(Vectors[0].Text("private_key_pem"), "'EC PRIVATE KEY'", "private key");
    }

    [Fact]
    public void FromPem_OtherKinds_AreNamed()
    {
        using var rsa = RSA.Create(2048);
        using var otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        AssertRefused(rsa.ExportSubjectPublicKeyInfoPem(), "'PUBLIC KEY'", "no valid elliptic-curve key");
        AssertRefused(rsa.ExportRSAPublicKeyPem(), "'RSA PUBLIC KEY'", "'PUBLIC KEY' is expected");
        AssertRefused(otherCurve.ExportSubjectPublicKeyInfoPem(), "384", "P-256");
        AssertRefused(TestKeys.P256Parameters + Vectors[0].Text("public_key_pem"), "'EC PARAMETERS'");
    }

    [Fact]
    public void FromPem_OneBlockOfTwoDamaged_IsRefusedAsAWhole()
    {
        var good = Vectors[0].Text("public_key_pem");

        AssertRefused(good.Replace("M", "*", StringComparison.Ordinal) + good, "Of 2 PEM blocks only 1");
        AssertRefused(good + good[..60], "Of 2 PEM blocks only 1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    public void FromPem_NoBlock_SaysSo(string pem)
    {
        AssertRefused(pem, "no PEM block with a public key");
    }

    [Fact]
    public void FromPem_RandomBytes_IsRefused()
    {
        Prop.ForAll<byte[]>(der => AssertRefused(PemEncoding.WriteString("PUBLIC KEY", der), "'PUBLIC KEY'")).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void FromPem_BytesAfterTheKey_SaysSo()
    {
        var der = Convert.FromBase64String(string.Concat(Vectors[0].Text("public_key_pem").Split('\n')[1..^2]));

        AssertRefused(PemEncoding.WriteString("PUBLIC KEY", [.. der, 0, 0]), "2 bytes after the key");
    }

    private static void AssertRefused(string pem, params string[] parts)
    {
        var refusal = Assert.Throws<ArgumentException>(() => P256PublicKey.FromPem(pem));
        Assert.All(parts, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
    }
}
