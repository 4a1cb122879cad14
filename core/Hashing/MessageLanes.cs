using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImmuFunctions.Core.Hashing;

/// <summary>Hashes messages of any lengths in lanes, one group of similar lengths after the other.</summary>
internal static class MessageLanes<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    // Sorted at once; a position fits a byte.
    private const int ChunkLength = 256;

    // What one block costs in all lanes together, in the unit of SingleMessage.Cost.
    private const int VectorBlockCost = 6;

    /// <summary>Computes digest i from message i.</summary>
    public static void Hash(ReadOnlySpan<byte> buffer, ReadOnlySpan<MessageRange> messages, Span<Hash> digests)
    {
        for (; messages.Length > ChunkLength; messages = messages[ChunkLength..], digests = digests[ChunkLength..])
            HashChunk(buffer, messages[..ChunkLength], digests);
        HashChunk(buffer, messages, digests);
    }

    [SkipLocalsInit]
    private static void HashChunk(ReadOnlySpan<byte> buffer, ReadOnlySpan<MessageRange> messages, Span<Hash> digests)
    {
        if (messages.Length == 1)
        {
            digests[0] = SingleMessage.Digest(buffer.Slice(messages[0].Offset, messages[0].Length));
            return;
        }

        Span<byte> order = stackalloc byte[ChunkLength];
        order = order[..MessageOrder.LongestFirst(messages, order)];
        if (order.Length < messages.Length)
            HashLong(buffer, messages, digests);

        for (; !order.IsEmpty; order = order[int.Min(order.Length, TLanes.Count)..])
        {
            var group = order[..int.Min(order.Length, TLanes.Count)];
            if (FillsLanes(messages, group))
                HashGroup(buffer, messages, group, digests);
            else
                HashSingly(buffer, messages, group, digests);
        }
    }

    private static bool FillsLanes(ReadOnlySpan<MessageRange> messages, ReadOnlySpan<byte> group)
    {
        var costSingly = 0;
        foreach (var position in group)
            costSingly += SingleMessage.Cost(PaddedMessage.BlockCount(messages[position].Length));
        return costSingly > VectorBlockCost * PaddedMessage.BlockCount(messages[group[0]].Length);
    }

    private static void HashLong(ReadOnlySpan<byte> buffer, ReadOnlySpan<MessageRange> messages, Span<Hash> digests)
    {
        for (var i = 0; i < messages.Length; i++)
        {
            if (PaddedMessage.BlockCount(messages[i].Length) > MessageOrder.MaxBlocks)
                digests[i] = SingleMessage.Digest(buffer.Slice(messages[i].Offset, messages[i].Length));
        }
    }

    private static void HashSingly(
        ReadOnlySpan<byte> buffer, ReadOnlySpan<MessageRange> messages, ReadOnlySpan<byte> group, Span<Hash> digests)
    {
        foreach (var position in group)
            digests[position] = SingleMessage.Digest(buffer.Slice(messages[position].Offset, messages[position].Length));
    }

    // The longest message comes first, so at each block the messages still running are the first few of the group. A
    // lane whose message has ended computes on, unused.
    private static void HashGroup(
        ReadOnlySpan<byte> buffer, ReadOnlySpan<MessageRange> messages, ReadOnlySpan<byte> group, Span<Hash> digests)
    {
        Span<TVector> blocks = stackalloc TVector[16];
        Span<TVector> words = stackalloc TVector[16];
        Span<TVector> state = stackalloc TVector[8];
        Span<Hash> laneDigests = stackalloc Hash[TLanes.Count];
        Sha256Lanes<TLanes, TVector>.Start(state);

        for (var block = 0; !group.IsEmpty; block++)
        {
            var lane = MemoryMarshal.AsBytes(blocks);
            foreach (var position in group)
            {
                var message = buffer.Slice(messages[position].Offset, messages[position].Length);
                PaddedMessage.WriteBlock(message, block, lane);
                lane = lane[Sha256Constants.BlockSize..];
            }

            TLanes.ToWords(blocks, words);
            Sha256Lanes<TLanes, TVector>.Compress(words, state);

            var running = group;
            while (!running.IsEmpty && PaddedMessage.BlockCount(messages[running[^1]].Length) == block + 1)
                running = running[..^1];
            if (running.Length == group.Length)
                continue;

            TLanes.ToDigests(state, laneDigests);
            for (var i = running.Length; i < group.Length; i++)
                digests[group[i]] = laneDigests[i];
            group = running;
        }
    }
}
