using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ImmuFunctions.Core.Hashing;

/// <summary>Computes the SHA-256 digests of many messages side by side.</summary>
/// <remarks>
/// Tree nodes and log entries are short, and there are many of them at a time: hashed one in each lane of a vector,
/// sixteen cost little more than one. Every <see cref="Sha256Path"/> gives the same digests. Nothing is allocated.
/// </remarks>
public static class Sha256Batch
{
    /// <summary>The widest path this machine has.</summary>
    public static Sha256Path Fastest { get; } =
        SixteenLanes.IsSupported ? Sha256Path.SixteenLanes
        : EightLanes.IsSupported ? Sha256Path.EightLanes
        : Sha256Path.Plain;

    /// <summary>Whether this machine has <paramref name="path"/>.</summary>
    public static bool IsSupported(Sha256Path path) => path switch
    {
        Sha256Path.Plain => true,
        Sha256Path.EightLanes => EightLanes.IsSupported,
        Sha256Path.SixteenLanes => SixteenLanes.IsSupported,
        _ => false,
    };

    /// <inheritdoc cref="Hash(Sha256Path, ReadOnlySpan{byte}, ReadOnlySpan{MessageRange}, Span{Hash})"/>
    public static void Hash(ReadOnlySpan<byte> buffer, ReadOnlySpan<MessageRange> messages, Span<Hash> digests) =>
        Hash(Fastest, buffer, messages, digests);

    /// <summary>Sets <c>digests[i]</c> to the SHA-256 of <c>messages[i]</c>.</summary>
    /// <param name="path">The way to compute, if not the <see cref="Fastest"/>: for tests and measurements.</param>
    /// <param name="buffer">Holds the bytes of all messages, which may share bytes.</param>
    /// <param name="messages">Any number, of any lengths, in any order.</param>
    /// <param name="digests">At least as many as messages; must not overlap the buffer.</param>
    /// <exception cref="ArgumentException">
    /// A message reaches outside the buffer, there are too few digests, or they overlap the buffer. No digest was written.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">The machine lacks <paramref name="path"/>.</exception>
    public static void Hash(
        Sha256Path path, ReadOnlySpan<byte> buffer, ReadOnlySpan<MessageRange> messages, Span<Hash> digests)
    {
        ThrowIfUnsupported(path);
        if (digests.Length < messages.Length)
            throw new ArgumentException($"There is room for {digests.Length} digests of {messages.Length} messages.", nameof(digests));
        if (buffer.Overlaps(MemoryMarshal.AsBytes(digests)))
            throw new ArgumentException("The digests overlap the messages.", nameof(digests));
        foreach (var message in messages)
        {
            if ((uint)message.Offset > buffer.Length || (uint)message.Length > buffer.Length - message.Offset)
                throw new ArgumentException($"{message} reaches outside the buffer of {buffer.Length} bytes.", nameof(messages));
        }

        switch (path)
        {
            case Sha256Path.SixteenLanes:
                MessageLanes<SixteenLanes, Vector512<uint>>.Hash(buffer, messages, digests);
                break;
            case Sha256Path.EightLanes:
                MessageLanes<EightLanes, Vector256<uint>>.Hash(buffer, messages, digests);
                break;
            default:
                for (var i = 0; i < messages.Length; i++)
                    digests[i] = SingleMessage.Digest(buffer.Slice(messages[i].Offset, messages[i].Length));
                break;
        }
    }

    /// <inheritdoc cref="HashNodes(Sha256Path, ReadOnlySpan{Hash}, Span{Hash})"/>
    public static void HashNodes(ReadOnlySpan<Hash> children, Span<Hash> parents) => HashNodes(Fastest, children, parents);

    /// <summary>
    /// Sets <c>parents[i]</c> to the node above <c>children[2 * i]</c> and <c>children[2 * i + 1]</c>, as
    /// <see cref="TreeHash.Node"/> does for one.
    /// </summary>
    /// <param name="path">The way to compute, if not the <see cref="Fastest"/>: for tests and measurements.</param>
    /// <param name="children">From left to right; exactly twice as many as parents.</param>
    /// <param name="parents">One level of the tree; must not overlap the children.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other, or the spans overlap.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine lacks <paramref name="path"/>.</exception>
    public static void HashNodes(Sha256Path path, ReadOnlySpan<Hash> children, Span<Hash> parents)
    {
        ThrowIfUnsupported(path);
        if (children.Length != 2L * parents.Length)
            throw new ArgumentException($"{children.Length} children are not two for each of {parents.Length} parents.", nameof(children));
        if (children.Overlaps(parents))
            throw new ArgumentException("The parents overlap the children.", nameof(parents));

        switch (path)
        {
            case Sha256Path.SixteenLanes:
                NodeLanes<SixteenLanes, Vector512<uint>>.HashNodes(children, parents);
                break;
            case Sha256Path.EightLanes:
                NodeLanes<EightLanes, Vector256<uint>>.HashNodes(children, parents);
                break;
            default:
                NodeLanes<OneLane, uint>.HashNodes(children, parents);
                break;
        }
    }

    private static void ThrowIfUnsupported(Sha256Path path)
    {
        if (!IsSupported(path))
            throw new PlatformNotSupportedException($"This machine cannot hash by {path}.");
    }
}
