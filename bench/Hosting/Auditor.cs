using Google.Protobuf;
using Immudb.Schema;

namespace ImmuFunctions.Bench.Hosting;

/// <summary>Reads with proofs and keeps the root it trusts. Several reads may be under way at once.</summary>
/// <remarks>
/// Every answer is checked against the root that was trusted when it was asked for. The trusted root moves on only from
/// exactly that root, so the roots ever trusted are one chain, each proved to extend the one before.
/// </remarks>
internal sealed class Auditor(TrustedRoot first)
{
    private TrustedRoot _trusted = first;
    private long _verified;

    /// <summary>The newest root reached so far.</summary>
    public TrustedRoot Trusted => Volatile.Read(ref _trusted);

    /// <summary>Answers found right.</summary>
    public long Verified => Volatile.Read(ref _verified);

    /// <summary>Reads a key and verifies the answer.</summary>
    /// <param name="session">The host that is audited.</param>
    /// <param name="caller">Chooses the connection.</param>
    /// <param name="key">What to read.</param>
    /// <param name="value">What must come back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BenchmarkException">The answer is not right, or not proved.</exception>
    public async Task VerifyAsync(HostSession session, int caller, ByteString key, ByteString value, CancellationToken cancellationToken)
    {
        var trusted = Trusted;
        var request = new SafeGetOptions { Key = key, RootIndex = trusted.Index };
        var answer = await session.Client(caller).SafeGetAsync(request, session.Options, cancellationToken);
        var now = trusted.Advance(answer, key, value);
        if (now.Size > trusted.Size)
            Interlocked.CompareExchange(ref _trusted, now, trusted);
        Interlocked.Increment(ref _verified);
    }
}
