using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Core.Tests.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Signing;

public sealed class P256PrivateKeyTests
{
    private static readonly byte[] VectorPoint = Immudb08Vectors.Section("root_signature").Bytes("public_key_uncompressed");

    [Fact]
    public void FromPem_VectorKey_HasVectorPoint()
    {
        using var key = P256PrivateKey.FromPem(TestKeys.Vector);

        Assert.Equal(VectorPoint, key.PublicPoint);
    }

    [Fact]
    public void FromPem_ParametersBlockFirst_SkipsIt()
    {
        using var key = P256PrivateKey.FromPem("a remark\n" + TestKeys.P256Parameters + TestKeys.Vector);

        Assert.Equal(VectorPoint, key.PublicPoint);
    }

    [Fact]
    public void FromPem_Pkcs8_GivesTheSameKey()
    {
        using var source = ECDsa.Create();
        source.ImportECPrivateKey(TestKeys.VectorDer, out _);

        using var key = P256PrivateKey.FromPem(source.ExportPkcs8PrivateKeyPem());

        Assert.Equal(VectorPoint, key.PublicPoint);
    }

    [Fact]
    public void FromPem_Sec1WithoutPublicPoint_DerivesIt()
    {
        // ECPrivateKey { 1, scalar, [0] prime256v1 } with the optional [1] public key left out (RFC 5915 section 3).
        byte[] der = [0x30, 0x31, .. TestKeys.VectorDer[2..51]];

        using var key = P256PrivateKey.FromPem(PemEncoding.WriteString("EC PRIVATE KEY", der));

        Assert.Equal(VectorPoint, key.PublicPoint);
    }

    [Fact]
    public void Sign_AnyData_VerifiesUnderOwnPointOnly()
    {
        using var key = P256PrivateKey.FromPem(TestKeys.Pkcs8(ECCurve.NamedCurves.nistP256));
        Prop.ForAll<byte[]>(data =>
        {
            var signature = key.Sign(data);
            return P256Signature.Verify(data, signature, key.PublicPoint)
                && !P256Signature.Verify([.. data, 0], signature, key.PublicPoint)
                && !P256Signature.Verify(data, signature, VectorPoint);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Sign_SameDataTwice_GivesSignaturesThatBothVerify()
    {
        using var key = P256PrivateKey.FromPem(TestKeys.Vector);

        Assert.True(P256Signature.Verify("root"u8, key.Sign("root"u8), VectorPoint));
        Assert.True(P256Signature.Verify("root"u8, key.Sign("root"u8), VectorPoint));
    }

    [Fact]
    public void FromPem_OtherCurve_NamesIt()
    {
        AssertRefused(TestKeys.Sec1(ECCurve.NamedCurves.nistP384), "curve is", "384", "P-256");
        AssertRefused(TestKeys.Pkcs8(ECCurve.NamedCurves.nistP521), "curve is", "521", "P-256");
    }

    [Fact]
    public void FromPem_RsaKey_SaysItIsNoEllipticCurveKey()
    {
        using var rsa = RSA.Create(2048);

        AssertRefused(rsa.ExportPkcs8PrivateKeyPem(), "1.2.840.113549.1.1.1", "not an elliptic-curve key");
        AssertRefused(rsa.ExportRSAPrivateKeyPem(), "'RSA PRIVATE KEY'", "not an elliptic-curve private key");
    }

    [Fact]
    public void FromPem_EncryptedPkcs8_SaysSo()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1));

        AssertRefused(pem, "encrypted");
    }

    [Fact]
    public void FromPem_EncryptedSec1_SaysSo()
    {
        var pem = TestKeys.Vector.Replace(
            "KEY-----\nM", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nM", StringComparison.Ordinal);

        AssertRefused(pem, "encrypted");
    }

    [Fact]
    public void FromPem_PublicKeyOnly_SaysSo()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        AssertRefused(key.ExportSubjectPublicKeyInfoPem(), "'PUBLIC KEY'", "only a public key");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIFBd\n")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\n*\n-----END EC PRIVATE KEY-----\n")]
    [InlineData(TestKeys.P256Parameters)]
    public void FromPem_NoKeyBlock_SaysSo(string pem)
    {
        AssertRefused(pem, "no PEM block with a private key");
    }

    [Theory]
    [InlineData("EC PRIVATE KEY", "")]
    [InlineData("EC PRIVATE KEY", "3003020101")]
    [InlineData("PRIVATE KEY", "")]
    [InlineData("PRIVATE KEY", "deadbeef")]
    [InlineData("PRIVATE KEY", "301302010030090607 2a8648ce3d0201 0403020100")]
    public void FromPem_KeyBlockWithOtherBytes_NamesTheBlock(string label, string hex)
    {
        var der = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        AssertRefused(PemEncoding.WriteString(label, der), $"'{label}'");
    }

    [Fact]
    public void FromPem_BytesAfterTheKey_SaysSo()
    {
        AssertRefused(PemEncoding.WriteString("EC PRIVATE KEY", [.. TestKeys.VectorDer, 0, 0]), "2 bytes after the key");
    }

    [Fact]
    public void FromPem_AnyByteOfKeyDamaged_IsRefusedOrAnotherP256Key()
    {
        Assert.All(Enumerable.Range(0, TestKeys.VectorDer.Length), at =>
        {
            var der = TestKeys.VectorDer.ToArray();
            der[at] ^= 0x01;
            AssertRefusedOrUsable(PemEncoding.WriteString("EC PRIVATE KEY", der));
        });
    }

    [Fact]
    public void FromPem_RandomBytes_IsRefused()
    {
        Prop.ForAll<byte[]>(der =>
        {
            AssertRefused(PemEncoding.WriteString("EC PRIVATE KEY", der), "'EC PRIVATE KEY'");
            AssertRefused(PemEncoding.WriteString("PRIVATE KEY", der), "'PRIVATE KEY'");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void FromPem_Null_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => P256PrivateKey.FromPem(null!));
    }

    private static void AssertRefused(string pem, params string[] parts)
    {
        var refusal = Assert.Throws<ArgumentException>(() => P256PrivateKey.FromPem(pem));
        Assert.All(parts, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
    }

    private static void AssertRefusedOrUsable(string pem)
    {
        try
        {
            using var key = P256PrivateKey.FromPem(pem);
            Assert.True(P256Signature.Verify("x"u8, key.Sign("x"u8), key.PublicPoint));
        }
        catch (ArgumentException refusal)
        {
            Assert.NotEmpty(refusal.Message);
        }
    }
}
