using Google.Protobuf;

namespace ImmuFunctions.Client.Trust;

/// <summary>Remembers roots and keys. A root is only ever replaced by one of a longer log, a key never.</summary>
/// <remarks>
/// Whoever writes here has checked the new root against the one remembered. What comes back from a write is what is
/// remembered now, which another call may have moved on meanwhile: never assume it is what was given.
/// Every method may end with <see cref="TrustedRootsException"/>. Thread-safe.
/// </remarks>
public interface ITrustedRoots
{
    /// <summary>What is remembered; <see cref="TrustedRoot.None"/> if nothing is.</summary>
    ValueTask<TrustedRoot> FindAsync(RootLine line, CancellationToken cancellationToken);

    /// <summary>Remembers a root unless that of a log as long or longer is remembered.</summary>
    /// <returns>The root remembered now. If it is another one of the same size, the log has forked.</returns>
    ValueTask<TrustedRoot> AdvanceAsync(RootLine line, TrustedRoot root, CancellationToken cancellationToken);

    /// <summary>Remembers the key that signs a server's roots unless one is remembered.</summary>
    /// <param name="server">The server's identity.</param>
    /// <param name="publicPoint">Uncompressed point of the key.</param>
    /// <param name="cancellationToken">Stops the wait for other processes.</param>
    /// <returns>The key remembered now.</returns>
    ValueTask<ByteString> PinAsync(string server, ByteString publicPoint, CancellationToken cancellationToken);

    /// <summary>Remembers the identity of the ledger at an address unless one is remembered.</summary>
    /// <param name="address">Host and port, or another name that its owner gives to the place.</param>
    /// <param name="identity">The server's identity (<c>immudb-uuid</c>).</param>
    /// <param name="cancellationToken">Stops the wait for other processes.</param>
    /// <returns>The identity remembered now. If it is another one, other data answer at this address than before.</returns>
    ValueTask<string> IdentifyAsync(string address, string identity, CancellationToken cancellationToken);
}
