namespace ImmuFunctions.Ledger.Signing;

/// <summary>Asks a signer once per payload: callers who want the same signature share one call, and the last few signatures are kept.</summary>
/// <param name="signer">Does the work; may cost money and time.</param>
/// <remarks>A caller who gives up leaves the call to the others. A failure is told to all who waited, and the next caller asks again.</remarks>
internal sealed class SigningCache(IRootSigner signer) : IRootSigner
{
    // The newest root and checkpoint, and those that somebody still asks for while the next is committed.
    private const int MaxKept = 16;

    private readonly Lock _gate = new();

    // Guarded by _gate; the oldest first.
    private readonly List<Entry> _kept = [];

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicPoint => signer.PublicPoint;

    /// <inheritdoc/>
    public async ValueTask<RootSignature> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        Entry entry = EntryFor(payload);
        try
        {
            return await entry.Signature.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch when (entry.Signature.Value is { IsFaulted: true } or { IsCanceled: true })
        {
            lock (_gate)
                _kept.Remove(entry);
            throw;
        }
    }

    private Entry EntryFor(ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
        {
            if (_kept.Find(e => e.Payload.AsSpan().SequenceEqual(payload.Span)) is { } known)
                return known;
            byte[] own = payload.ToArray();
            var entry = new Entry(own, new Lazy<Task<RootSignature>>(() => StartAsync(own)));
            if (_kept.Count == MaxKept)
                _kept.RemoveAt(0);
            _kept.Add(entry);
            return entry;
        }
    }

    // What a signer throws before its first await is the call's outcome as well.
    private async Task<RootSignature> StartAsync(byte[] payload) => await signer.SignAsync(payload, CancellationToken.None).ConfigureAwait(false);

    private sealed record Entry(byte[] Payload, Lazy<Task<RootSignature>> Signature);
}
