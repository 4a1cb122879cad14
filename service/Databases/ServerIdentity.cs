using System.Buffers.Binary;
using System.Security.Cryptography;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Protocol.Calls;

namespace ImmuFunctions.Service.Databases;

/// <summary>The identity of the data: clients remember their trusted roots under it.</summary>
/// <remarks>
/// Twelve bytes of the form called xid (Unix seconds, then randomness), made once and kept in the store, so that it
/// outlives restarts and goes away with the data. Spec section 1.1.
/// </remarks>
public static class ServerIdentity
{
    /// <summary>The header every reply carries it in.</summary>
    public const string HeaderName = CallHeaders.ServerIdentity;

    /// <summary>The blob that holds the twelve bytes.</summary>
    public const string BlobName = "immudb.identifier";

    /// <summary>Bytes of an identity.</summary>
    public const int Length = 12;

    private const string Alphabet = "0123456789abcdefghijklmnopqrstuv";

    /// <summary>Reads the store's identity, or gives it one. Of two servers that do so at once, both answer what the first has written.</summary>
    /// <returns>Twenty characters: see <see cref="Format"/>.</returns>
    /// <exception cref="LedgerException">Corrupt: the blob is not twelve bytes long. Unavailable: the store did not answer.</exception>
    public static async Task<string> OpenAsync(IBlobStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        BlobContent? kept = await store.GetAsync(BlobName, cancellationToken).ConfigureAwait(false);
        if (kept is null)
        {
            await store.PutAsync(BlobName, New(time), PutCondition.IfAbsent, PutDurability.Durable, cancellationToken).ConfigureAwait(false);
            // Read back rather than trust the answer: another server, or a lost reply, may have been first.
            kept = await store.GetAsync(BlobName, cancellationToken).ConfigureAwait(false);
        }

        return kept is { Bytes.Length: Length }
            ? Format(kept.Bytes.Span)
            : throw new LedgerException(LedgerErrorKind.Corrupt, $"{BlobName} holds {kept?.Bytes.Length ?? 0} bytes, not {Length}");
    }

    /// <summary>Prints an identity: lower-case base32-hex without padding, the last character holding one bit.</summary>
    /// <param name="identity">Exactly <see cref="Length"/> bytes.</param>
    public static string Format(ReadOnlySpan<byte> identity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(identity.Length, Length, nameof(identity));
        const int Characters = (Length * 8 + 4) / 5;
        Span<char> text = stackalloc char[Characters];
        for (int i = 0; i < Characters; i++)
        {
            int bit = i * 5;
            int window = identity[bit / 8] << 8 | (bit / 8 + 1 < Length ? identity[bit / 8 + 1] : 0);
            text[i] = Alphabet[window >> (11 - bit % 8) & 31];
        }

        return new string(text);
    }

    private static byte[] New(TimeProvider time)
    {
        byte[] identity = RandomNumberGenerator.GetBytes(Length);
        BinaryPrimitives.WriteUInt32BigEndian(identity, (uint)time.GetUtcNow().ToUnixTimeSeconds());
        return identity;
    }
}
