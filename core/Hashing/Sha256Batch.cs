using System.Security.Cryptography;

namespace ImmuFunctions.Core.Hashing;

/// <summary>Computes the SHA-256 digests of many messages.</summary>
public static class Sha256Batch
{
    /// <summary>The fastest path this machine has, chosen once.</summary>
    public static Sha256Path Fastest => Sha256Path.Plain;

    /// <summary>Whether this machine has <paramref name="path"/>.</summary>
    public static bool IsSupported(Sha256Path path) => path == Sha256Path.Plain;

    /// <summary>Computes digest i from message i, by the fastest path.</summary>
    public static void Hash(ReadOnlySpan<byte> buffer, ReadOnlySpan<MessageRange> messages, Span<Hash> digests) =>
        Hash(Fastest, buffer, messages, digests);

    /// <summary>Computes digest i from message i.</summary>
    public static void Hash(Sha256Path path, ReadOnlySpan<byte> buffer, ReadOnlySpan<MessageRange> messages, Span<Hash> digests)
    {
        Span<byte> digest = stackalloc byte[Hashing.Hash.Size];
        for (var i = 0; i < messages.Length; i++)
        {
            SHA256.HashData(buffer.Slice(messages[i].Offset, messages[i].Length), digest);
            digests[i] = Hashing.Hash.FromBytes(digest);
        }
    }

    /// <summary>Computes each parent from its two children, by the fastest path.</summary>
    public static void HashNodes(ReadOnlySpan<Hash> children, Span<Hash> parents) => HashNodes(Fastest, children, parents);

    /// <summary>Computes each parent from its two children.</summary>
    public static void HashNodes(Sha256Path path, ReadOnlySpan<Hash> children, Span<Hash> parents)
    {
        if (children.Length != 2L * parents.Length)
            throw new ArgumentException("There must be two children for each parent.", nameof(children));
        for (var i = 0; i < parents.Length; i++)
            parents[i] = TreeHash.Node(in children[2 * i], in children[2 * i + 1]);
    }
}
