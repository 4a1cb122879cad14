using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ImmuFunctions.Core.Hashing;

/// <summary>SHA-256 of one message.</summary>
internal static class SingleMessage
{
    // The platform's SHA-256 is the faster one for each block, but every call costs it as much as two or three blocks
    // cost here.
    private const int MaxBlocks = 3;

    /// <summary>
    /// About what a message of <paramref name="blockCount"/> blocks costs, in quarters of the cost of one block by our
    /// own rounds.
    /// </summary>
    public static int Cost(int blockCount) => blockCount <= MaxBlocks ? 4 * blockCount : 8 + blockCount;

    /// <summary>Computes the digest of a message of any length.</summary>
    [SkipLocalsInit]
    public static Hash Digest(ReadOnlySpan<byte> message)
    {
        var digest = default(Hash);
        var digests = new Span<Hash>(ref digest);
        var blockCount = PaddedMessage.BlockCount(message.Length);
        if (blockCount > MaxBlocks)
        {
            SHA256.HashData(message, MemoryMarshal.AsBytes(digests));
            return digest;
        }

        Span<uint> block = stackalloc uint[16];
        Span<uint> words = stackalloc uint[16];
        Span<uint> state = stackalloc uint[8];
        Sha256Lanes<OneLane, uint>.Start(state);
        for (var i = 0; i < blockCount; i++)
        {
            PaddedMessage.WriteBlock(message, i, MemoryMarshal.AsBytes(block));
            OneLane.ToWords(block, words);
            Sha256Lanes<OneLane, uint>.Compress(words, state);
        }

        OneLane.ToDigests(state, digests);
        return digest;
    }
}
