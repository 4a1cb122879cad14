using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Ledger.Signing;

namespace ImmuFunctions.Ledger.Checkpoints;

/// <summary>Signs the checkpoints of one log, and never two that contradict each other.</summary>
/// <remarks>Remembers the largest it was asked to sign or shown, whatever storage says meanwhile. Not for concurrent use.
/// Source: C2SP tlog-checkpoint, "A log MUST not sign any checkpoint which is inconsistent with any checkpoint it previously signed."</remarks>
internal sealed class MonotoneSigner
{
    private readonly IRootSigner _signer;

    // Noted before it is signed: a signature whose answer was lost may exist all the same.
    private Checkpoint? _largest;
    private SignedCheckpoint? _made;

    /// <param name="signer">Holds the key.</param>
    /// <param name="origin">The log's name.</param>
    /// <exception cref="ArgumentException">The origin is no <see cref="NoteName"/>.</exception>
    public MonotoneSigner(IRootSigner signer, string origin) => (_signer, Key) = (signer, new VerifierKey(origin, signer.PublicPoint.Span));

    /// <summary>Checks what this signs.</summary>
    public VerifierKey Key { get; }

    /// <summary>Takes note of a checkpoint that another process has signed with this key.</summary>
    public void Remember(Checkpoint seen)
    {
        if (_largest is null || seen.Size > _largest.Size)
            _largest = seen;
    }

    /// <summary>Signs what <paramref name="now"/> says.</summary>
    /// <param name="now">The log.</param>
    /// <param name="known">A checkpoint that <paramref name="now"/> was just found to go on from.</param>
    /// <param name="cancellationToken">Gives up waiting for the signer.</param>
    /// <exception cref="LedgerException">Corrupt: it contradicts an earlier one. Unavailable: the signer does not work.</exception>
    public async ValueTask<SignedCheckpoint> SignAsync(Snapshot now, Checkpoint? known, CancellationToken cancellationToken)
    {
        if (_largest is { } before && before != known)
            await Continuity.RequireAsync(before, now, "a checkpoint that this process has signed or seen", cancellationToken).ConfigureAwait(false);

        var checkpoint = new Checkpoint(Key.Name, now.Size, now.Root);
        if (_made?.Checkpoint == checkpoint)
            return _made;

        _largest = checkpoint;
        byte[] text = checkpoint.ToText();
        RootSignature signature = await _signer.SignAsync(text, cancellationToken).ConfigureAwait(false);
        if (!Key.Verify(text, signature.Der.Span))
            throw LedgerException.Unavailable("the signer gave a signature that its own public key does not verify; it was thrown away");
        return _made = new SignedCheckpoint(checkpoint, Key.Note(text, signature.Der).Format());
    }
}
