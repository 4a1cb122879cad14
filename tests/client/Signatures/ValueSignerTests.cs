using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Signatures;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Core.Signing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Client.Tests.Signatures;

/// <summary>The writer's side and the reader's.</summary>
public sealed class ValueSignerTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_607_431_880);
    private static readonly ByteString Key = TestLedger.Bytes("k");
    private static readonly ByteString Payload = TestLedger.Bytes("payload");

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ValueSigner _signer;
    private readonly ValueVerifier _verifier;

    public ValueSignerTests()
    {
        _signer = ValueSigner.FromPem(_key.ExportECPrivateKeyPem());
        _verifier = ValueVerifier.FromPem(_key.ExportSubjectPublicKeyInfoPem());
    }

    public void Dispose()
    {
        _signer.Dispose();
        _key.Dispose();
    }

    [Fact]
    public void Sign_AnyValue_IsTrustedUnderItsKeyAndDatabaseAlone()
    {
        ByteString value = _signer.Sign("defaultdb", Key, Payload, Now);

        Assert.Equal(new ValueVerdict(SignatureFinding.Trusted, _signer.KeyId), _verifier.Verify("defaultdb", Key, value));
        Assert.Equal(SignatureFinding.Wrong, _verifier.Verify("defaultdb", Payload, value).Finding);
        Assert.Equal(SignatureFinding.Wrong, _verifier.Verify("db2", Key, value).Finding);
    }

    [Fact]
    public void Verify_ItemOfAnotherSigner_IsOfAnUnknownKey()
    {
        using var other = new ValueSigner(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var item = new Item { Key = Key, Value = other.Sign("defaultdb", Key, Payload, Now) };

        Assert.Equal(new ValueVerdict(SignatureFinding.UnknownKey, other.KeyId), _verifier.Verify("defaultdb", item));
        Assert.True(ValueVerifier.FromPem(_key.ExportSubjectPublicKeyInfoPem(), Pem(other)).Verify("defaultdb", item).IsTrusted);
    }

    [Fact]
    public void Verify_ValueOfAnOldClient_IsNotSigned()
    {
        Assert.Equal(new ValueVerdict(SignatureFinding.NotSigned, null), _verifier.Verify("defaultdb", Key, StructuredContent.Wrap(Payload, Now)));
        Assert.Equal(new ValueVerdict(SignatureFinding.NotStructured, null), _verifier.Verify("defaultdb", Key, Payload));
    }

    [Fact]
    public void Sign_AnyValue_IsContentToAnOldClient()
    {
        ByteString value = _signer.Sign("defaultdb", Key, Payload, Now);

        Content content = Content.Parser.ParseFrom(value);

        Assert.Equal((1_607_431_880UL, Payload), (content.Timestamp, content.Payload));
        Assert.Equal(value, content.ToByteString()); // skipped, but kept: who sends it on, sends the signature on
    }

    [Fact]
    public void Unwrap_SignedValue_GivesTimestampAndPayload()
    {
        Content content = StructuredContent.Unwrap(_signer.Sign("defaultdb", Key, Payload, Now));

        Assert.Equal(new Content { Timestamp = 1_607_431_880, Payload = Payload }, content);
    }

    [Fact]
    public async Task SafeGet_SignedValue_IsVerifiedAsWhatWasSent()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync();
        var verified = new VerifiedRpcs(ledger.Rpcs, NullLogger.Instance);
        var scope = new RootScope(new MemoryTrustedRoots(), "defaultdb");
        await verified.SafeSetAsync(new KeyValue { Key = Key, Value = _signer.Sign("defaultdb", Key, Payload, Now) }, scope, TestLedger.Call());

        VerifiedItem read = await verified.SafeGetAsync(Key, scope, TestLedger.Call());

        Assert.True(read.IsVerified);
        Assert.True(_verifier.Verify("defaultdb", read.Item.Key, read.Item.Value).IsTrusted);
    }

    [Fact]
    public void Sign_ManyThreads_GivesSignaturesThatHold()
    {
        Parallel.For(0, 200, i =>
        {
            ByteString payload = TestLedger.Bytes($"{i}");
            Assert.True(_verifier.Verify("defaultdb", Key, _signer.Sign("defaultdb", Key, payload, Now)).IsTrusted);
        });
    }

    [Fact]
    public void Sign_TimeBefore1970_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _signer.Sign("defaultdb", Key, Payload, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void Constructor_KeyOnAnotherCurve_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Contains("P-256", Assert.Throws<ArgumentException>(() => new ValueSigner(key)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ValueSigner.FromPem(_key.ExportSubjectPublicKeyInfoPem()));
    }

    [Fact]
    public void FromPem_KeyOfTheVectors_SignsWhatTheyTrust()
    {
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllText(VectorFile()));
        JsonElement key = vectors.RootElement.GetProperty("keys")[0];
        using ValueSigner signer = ValueSigner.FromPem(key.GetProperty("private_key_pem").GetString()!);
        var verifier = ValueVerifier.FromPem(key.GetProperty("public_key_pem").GetString()!);

        Assert.Equal(key.GetProperty("key_id").GetString(), signer.KeyId);
        Assert.True(verifier.Verify("defaultdb", Key, signer.Sign("defaultdb", Key, Payload, Now)).IsTrusted);
    }

    private static string Pem(ValueSigner signer)
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = signer.PublicPoint[1..33].ToArray(), Y = signer.PublicPoint[33..].ToArray() },
        });
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private static string VectorFile()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ImmuFunctions.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "tests", "vectors", "client-signatures.json");
    }
}
