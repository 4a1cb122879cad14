using System.Security.Cryptography;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger.Signing;

namespace ImmuFunctions.Ledger.Tests.Checkpoints;

/// <summary>Signs with a fresh key, notes what, and fails when told to.</summary>
internal sealed class TestSigner : IRootSigner, IDisposable
{
    public const string Origin = "test.example/ledger";

    private readonly P256PrivateKey _key;
    private readonly Lock _gate = new();
    private int _failures;
    private int _signed;

    public TestSigner()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _key = P256PrivateKey.FromPem(key.ExportECPrivateKeyPem());
    }

    public ReadOnlyMemory<byte> PublicPoint => _key.PublicPoint;

    public VerifierKey Key => new(Origin, _key.PublicPoint);

    /// <summary>How often it was asked.</summary>
    public int Signed => Volatile.Read(ref _signed);

    /// <summary>Completed by the test, before which no signature is given; null: at once.</summary>
    public TaskCompletionSource? Gate { get; init; }

    /// <summary>Gives signatures that do not verify.</summary>
    public bool IsBroken { get; init; }

    public void FailNext(int times) => Volatile.Write(ref _failures, times);

    public async ValueTask<RootSignature> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _signed);
        if (Gate is not null)
            await Gate.Task;
        if (Interlocked.Decrement(ref _failures) >= 0)
            throw new LedgerException(LedgerErrorKind.Unavailable, "no key now (test)");
        lock (_gate)
            return new RootSignature(_key.Sign(IsBroken ? [] : payload.Span), _key.PublicPoint);
    }

    public void Dispose() => _key.Dispose();
}
