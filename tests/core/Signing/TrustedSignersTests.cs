using System.Security.Cryptography;
using System.Text.Json;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Core.Tests.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Signing;

public sealed class TrustedSignersTests
{
    private static readonly JsonElement Simple = ClientSignatureVectors.Simple;
    private static readonly TrustedSigners Trusted = ClientSignatureVectors.Trusted;

    [Theory, MemberData(nameof(ClientSignatureVectors.All), MemberType = typeof(ClientSignatureVectors), DisableDiscoveryEnumeration = true)]
    public void Judge_Vector_FindsWhatItSays(string name, JsonElement vector)
    {
        var verdict = Trusted.Judge(vector.Text("database"), vector.Bytes("key"), vector.Bytes("value"));

        Assert.Equal((name, new ValueVerdict(vector.Verdict(), vector.GetProperty("key_id").GetString())), (name, verdict));
        Assert.Equal(vector.Text("verdict") == "trusted", verdict.IsTrusted);
    }

    [Theory, MemberData(nameof(ClientSignatureVectors.Spelled), MemberType = typeof(ClientSignatureVectors), DisableDiscoveryEnumeration = true)]
    public void DigestAndEncode_Vector_GiveItsHashAndBytes(string name, JsonElement vector)
    {
        var timestamp = ulong.Parse(vector.Text("timestamp"), System.Globalization.CultureInfo.InvariantCulture);
        var digest = ValueDigest.Of(vector.Text("database"), vector.Bytes("key"), timestamp, vector.Bytes("payload"));
        var value = SignedValue.Encode(timestamp, vector.Bytes("payload"), vector.Bytes("signature"), vector.Bytes("public_key"));

        Assert.Equal((name, vector.Text("message_sha256")), (name, digest.ToString()));
        Assert.Equal(vector.Text("message_sha256"), Convert.ToHexStringLower(SHA256.HashData(vector.Bytes("message"))));
        Assert.Equal(vector.Text("value"), Convert.ToHexStringLower(value));
    }

    [Fact]
    public void Judge_AnyBitOfValueFlipped_IsNotTrusted()
    {
        var value = Simple.Bytes("value");

        Assert.All(Enumerable.Range(0, 8 * value.Length), bit => Assert.False(Judge(Flipped(value, bit)).IsTrusted));
    }

    [Fact]
    public void Judge_AnyBitOfKeyFlipped_IsWrong()
    {
        var key = Simple.Bytes("key");

        Assert.All(Enumerable.Range(0, 8 * key.Length), bit =>
            Assert.Equal(SignatureFinding.Wrong, Trusted.Judge("defaultdb", Flipped(key, bit), Simple.Bytes("value")).Finding));
    }

    [Fact]
    public void Judge_AnyByteCutOrAdded_IsNotTrusted()
    {
        var value = Simple.Bytes("value");

        Assert.All(Enumerable.Range(0, value.Length), length => Assert.False(Judge(value[..length]).IsTrusted));
        Assert.All(Enumerable.Range(0, value.Length + 1), at => Assert.False(Judge([.. value[..at], 0, .. value[at..]]).IsTrusted));
    }

    [Fact]
    public void Judge_NoTrustedKeys_TrustsNobody()
    {
        var nobody = new TrustedSigners([]);

        Assert.Equal(SignatureFinding.UnknownKey, nobody.Judge("defaultdb", Simple.Bytes("key"), Simple.Bytes("value")).Finding);
        Assert.Empty(nobody.Keys);
    }

    [Fact]
    public void Judge_ManyThreads_GiveOneAnswer()
    {
        var wrong = Flipped(Simple.Bytes("value"), 8 * 8); // in the payload

        Parallel.For(0, 400, i =>
            Assert.Equal(i % 2 == 0 ? SignatureFinding.Trusted : SignatureFinding.Wrong, Judge(i % 2 == 0 ? Simple.Bytes("value") : wrong).Finding));
    }

    [Fact]
    public void Keys_OneGivenTwice_IsThereOnce()
    {
        var pem = ClientSignatureVectors.Keys[0].Text("public_key_pem");

        Assert.Single(new TrustedSigners(P256PublicKey.FromPem(pem + pem)).Keys);
    }

    private static ValueVerdict Judge(byte[] value) => Trusted.Judge("defaultdb", Simple.Bytes("key"), value);

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        var flipped = bytes.ToArray();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
