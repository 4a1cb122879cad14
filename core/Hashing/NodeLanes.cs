using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImmuFunctions.Core.Hashing;

/// <summary>Hashes tree nodes in lanes: each message is 0x01 and the two children, 65 bytes.</summary>
internal static class NodeLanes<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const uint NodePrefix = 0x01;
    private const uint MessageBits = 8 * (1 + 2 * Hash.Size);

    /// <summary>Computes each parent from its two children.</summary>
    /// <param name="children">Twice as many as parents.</param>
    /// <param name="parents">Must not overlap the children.</param>
    public static void HashNodes(ReadOnlySpan<Hash> children, Span<Hash> parents)
    {
        while (parents.Length >= TLanes.Count)
        {
            HashGroup(children[..(2 * TLanes.Count)], parents[..TLanes.Count]);
            children = children[(2 * TLanes.Count)..];
            parents = parents[TLanes.Count..];
        }

        if (parents.Length == 1)
            NodeLanes<OneLane, uint>.HashGroup(children, parents);
        else if (parents.Length > 1)
            HashPartOfGroup(children, parents);
    }

    // The lanes without a node hash zeros, and their digests are dropped.
    private static void HashPartOfGroup(ReadOnlySpan<Hash> children, Span<Hash> parents)
    {
        Span<Hash> allChildren = stackalloc Hash[2 * TLanes.Count];
        Span<Hash> allParents = stackalloc Hash[TLanes.Count];
        children.CopyTo(allChildren);
        HashGroup(allChildren, allParents);
        allParents[..parents.Length].CopyTo(parents);
    }

    [SkipLocalsInit]
    private static void HashGroup(ReadOnlySpan<Hash> children, Span<Hash> parents)
    {
        Span<TVector> words = stackalloc TVector[16];
        Span<TVector> state = stackalloc TVector[8];
        Sha256Lanes<TLanes, TVector>.Start(state);

        // Two children are 64 bytes, so they turn as if they were a block. The prefix then moves every word on by one
        // byte, and the last byte of the right child falls into the second block.
        TLanes.ToWords(MemoryMarshal.Cast<Hash, TVector>(children), words);
        var lastWord = words[15];
        for (var i = 15; i > 0; i--)
            words[i] = TLanes.Or(TLanes.ShiftLeft(words[i - 1], 24), TLanes.ShiftRight(words[i], 8));
        words[0] = TLanes.Or(TLanes.Broadcast(NodePrefix << 24), TLanes.ShiftRight(words[0], 8));
        Sha256Lanes<TLanes, TVector>.Compress(words, state);

        words.Clear();
        words[0] = TLanes.Or(TLanes.ShiftLeft(lastWord, 24), TLanes.Broadcast(0x80 << 16));
        words[15] = TLanes.Broadcast(MessageBits);
        Sha256Lanes<TLanes, TVector>.Compress(words, state);

        TLanes.ToDigests(state, parents);
    }
}
