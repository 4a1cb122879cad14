using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Client.Reading;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Connections;

/// <summary>Keeps a root signed by the pinned key in sight: none of the answers it stands for is given without one.</summary>
/// <param name="verified">Asks for roots.</param>
/// <param name="scope">Whose, and the key.</param>
/// <param name="options">How old a signed root may be.</param>
internal sealed class SignedRoots(VerifiedRpcs verified, RootScope scope, LedgerClientOptions options) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    // A time stamp; long.MinValue before the first signed root.
    private long _seenAt = long.MinValue;

    /// <summary>The key that has to sign; null for none.</summary>
    /// <exception cref="ArgumentException">The PEM text is no one key on P-256.</exception>
    /// <exception cref="RpcException">The ledger does not sign, or cannot be asked.</exception>
    public static async Task<ByteString?> KeyAsync(SharedConnection connection, IRpcInvoker rpcs, CancellationToken cancellationToken)
    {
        LedgerClientOptions options = connection.Options;
        if (options.PinnedKeyPem is { } pem)
        {
            return P256PublicKey.FromPem(pem) is [var key]
                ? ByteString.CopyFrom(key.Point)
                : throw new ArgumentException("the pinned key is several keys, and one has to sign");
        }

        if (!options.PinKeyOnFirstUse)
            return null;
        Root answer = await rpcs.AskAsync<Root>("CurrentRoot", new Empty(), cancellationToken).ConfigureAwait(false);
        TrustedRoot root = TrustedRoot.From(answer) ?? throw new RpcException(StatusCode.DataLoss, "CurrentRoot's answer is no root");
        (ByteString der, ByteString point) = root.Signature;
        if (der.IsEmpty || point.IsEmpty)
            throw new RpcException(StatusCode.FailedPrecondition, "the ledger does not sign its roots: there is no key to pin");
        if (!P256Signature.Verify(RootPayload.Encode(root.Size, root.Hash), der.Span, point.Span))
            throw new VerificationException(new VerificationFault(VerificationCheck.Signature, "a root signed by the key that came with it", "a root that is not"));
        ByteString pinned = await connection.Roots.PinAsync(connection.Identity ?? "", point, cancellationToken).ConfigureAwait(false);
        if (pinned == point)
            ClientLog.PinnedKey(connection.Log, connection.Identity ?? "", P256PublicKey.IdOf(P256PublicKey.FingerprintOf(point.Span)));
        return pinned;
    }

    /// <summary>Asks for a signed root if the last one is too old.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    public async ValueTask<VerificationFault?> RefreshAsync(CancellationToken cancellationToken)
    {
        if (scope.SignedBy is null || IsFresh())
            return null;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return IsFresh() ? null : (await AskAsync(cancellationToken).ConfigureAwait(false)).Fault;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Asks for the newest root, signed if a key is pinned.</summary>
    public async Task<VerifiedRoot> AskAsync(CancellationToken cancellationToken)
    {
        long now = options.Time.GetTimestamp();
        VerifiedRoot root = await verified.SyncAsync(scope, new RpcCall(cancellationToken) { IsLocal = true }).ConfigureAwait(false);
        if (root.IsVerified)
            Volatile.Write(ref _seenAt, now);
        return root;
    }

    public void Dispose() => _turn.Dispose();

    private bool IsFresh()
    {
        long seenAt = Volatile.Read(ref _seenAt);
        return seenAt != long.MinValue && options.Time.GetElapsedTime(seenAt) <= options.SignedRootAge;
    }
}
