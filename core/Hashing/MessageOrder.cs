namespace ImmuFunctions.Core.Hashing;

/// <summary>Sorts messages by how many blocks they take, so that messages hashed side by side end together.</summary>
internal static class MessageOrder
{
    /// <summary>Longer messages are not sorted: they fill whole calls to the platform's SHA-256 well enough.</summary>
    public const int MaxBlocks = 64;

    /// <summary>Lists the messages of at most <see cref="MaxBlocks"/> blocks, those with most blocks first.</summary>
    /// <param name="messages">At most 256.</param>
    /// <param name="order">Receives positions in <paramref name="messages"/>; as long as it.</param>
    /// <returns>How many positions were written.</returns>
    public static int LongestFirst(ReadOnlySpan<MessageRange> messages, Span<byte> order)
    {
        // A counting sort: for each number of blocks, where its messages start. One place more than the block counts,
        // so that the start of the shortest is the number of all.
        Span<int> starts = stackalloc int[MaxBlocks + 1];
        starts.Clear();
        foreach (var message in messages)
        {
            var blocks = PaddedMessage.BlockCount(message.Length);
            if (blocks <= MaxBlocks)
                starts[blocks - 1]++;
        }

        for (var blocks = MaxBlocks; blocks > 0; blocks--)
            starts[blocks - 1] += starts[blocks];
        var count = starts[0];

        for (var i = 0; i < messages.Length; i++)
        {
            var blocks = PaddedMessage.BlockCount(messages[i].Length);
            if (blocks <= MaxBlocks)
                order[starts[blocks]++] = (byte)i;
        }

        return count;
    }
}
