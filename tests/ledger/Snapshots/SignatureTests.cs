using System.Security.Cryptography;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Snapshots;

public sealed class SignatureTests
{
    [Fact]
    public async Task Signature_NoSigner_IsNull()
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());

        Assert.Null(await (await ledger.NowAsync()).SignatureAsync(Ct));
    }

    [Fact]
    public async Task Signature_OfARoot_VerifiesAndIsMadeOnce()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signer = new PemRootSigner(P256PrivateKey.FromPem(key.ExportECPrivateKeyPem()));
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore(), TestLedger.Small with { Signer = signer });
        Snapshot snapshot = (await ledger.SetAsync("k")).Snapshot;

        RootSignature signature = (await snapshot.SignatureAsync(Ct))!;

        Assert.Same(signature, await snapshot.SignatureAsync(Ct));
        Assert.True(P256Signature.Verify(RootPayload.Encode(1, snapshot.Root), signature.Der.Span, signature.PublicPoint.Span));
        Assert.Same(signature, await (await ledger.NowAsync()).SignatureAsync(Ct));
    }

    [Fact]
    public async Task Signature_SignerFailedOnce_IsAskedAgain()
    {
        var signer = new FailingOnceSigner();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore(), TestLedger.Small with { Signer = signer });
        Snapshot snapshot = (await ledger.SetAsync("k")).Snapshot;

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await snapshot.SignatureAsync(Ct));

        Assert.NotNull(await snapshot.SignatureAsync(Ct));
    }

    private sealed class FailingOnceSigner : IRootSigner
    {
        private bool _failed;

        public ReadOnlyMemory<byte> PublicPoint => new byte[65];

        public async ValueTask<RootSignature> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (_failed)
                return new RootSignature(new byte[70], new byte[65]);
            _failed = true;
            throw new LedgerException(LedgerErrorKind.Unavailable, "no key now (test)");
        }
    }
}
