using System.Text.Json;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Proofs;

public sealed class SignedRootTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    public async Task CurrentRoot_WithAKey_IsSignedOverItsPayload(int size)
    {
        JsonElement vector = Vectors.Section("root_signature");
        using var signer = new PemRootSigner(P256PrivateKey.FromPem(vector.GetProperty("key_pem_text").GetString()!));
        await using var server = await TestServer.OpenAsync(options: new LedgerOptions { Signer = signer });
        await server.SetDatasetAsync(size);

        Root root = await server.CurrentRootAsync();

        Assert.Equal(vector.Bytes("public_key_uncompressed"), root.Signature.PublicKey.ToByteArray());
        Assert.True(P256Signature.Verify(root.Payload.ToByteArray(), root.Signature.Signature_.Span, root.Signature.PublicKey.Span));
    }
}
