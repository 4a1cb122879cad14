using System.Buffers.Binary;

namespace ImmuFunctions.Core.Hashing;

/// <summary>A message as SHA-256 sees it: followed by a one bit, zeros, and its length in bits, in whole blocks.</summary>
/// <remarks>Source: FIPS 180-4 section 5.1.1.</remarks>
internal static class PaddedMessage
{
    private const int BlockSize = Sha256Constants.BlockSize;
    private const int LengthSize = sizeof(ulong);

    /// <summary>Blocks that a message of <paramref name="length"/> bytes takes; at least 1.</summary>
    public static int BlockCount(int length) => (int)(((uint)length + LengthSize) / BlockSize) + 1;

    /// <summary>Writes one block of the padded message.</summary>
    /// <param name="message">Without its padding.</param>
    /// <param name="index">Which block; less than <see cref="BlockCount"/>.</param>
    /// <param name="block">Receives 64 bytes.</param>
    public static void WriteBlock(ReadOnlySpan<byte> message, int index, Span<byte> block)
    {
        block = block[..BlockSize];
        var start = index * BlockSize;
        if (message.Length - start >= BlockSize)
        {
            message.Slice(start, BlockSize).CopyTo(block);
            return;
        }

        // What is left of the message, then the padding. The padding alone can need a block of its own, and that block
        // starts behind the message's end, or at it with the one bit still to come.
        block.Clear();
        if (start <= message.Length)
        {
            var rest = message[start..];
            rest.CopyTo(block);
            block[rest.Length] = 0x80;
        }

        if (index == BlockCount(message.Length) - 1)
            BinaryPrimitives.WriteUInt64BigEndian(block[^LengthSize..], 8 * (ulong)message.Length);
    }
}
