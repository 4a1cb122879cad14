using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tiles;

/// <summary>Reads and replaces blobs of known length that can be made again from the log.</summary>
internal sealed class DerivedBlobs(IBlobStore store)
{
    /// <summary>The whole blob, or null if it is not there, or only as a crash or a power failure leaves it.</summary>
    /// <exception cref="LedgerException">Corrupt: it is longer than it was ever written.</exception>
    public async ValueTask<byte[]?> TryReadAsync(string name, int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length + 1];
        return await TryReadAsync(name, bytes, cancellationToken).ConfigureAwait(false) ? bytes[..length] : null;
    }

    /// <summary>Reads the whole blob.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="destination">One byte longer than the blob.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <returns>False if it is not there, or only as a crash or a power failure leaves it.</returns>
    /// <exception cref="LedgerException">Corrupt: it is longer than it was ever written.</exception>
    public async ValueTask<bool> TryReadAsync(string name, Memory<byte> destination, CancellationToken cancellationToken)
    {
        int length = destination.Length - 1;
        int read = await store.ReadAsync(name, 0, destination, cancellationToken).ConfigureAwait(false);
        if (read < 0 || UnfinishedWrite.Explains(destination.Span[..Math.Min(read, length)], length))
            return false;
        return read == length
            ? true
            : throw LedgerException.Corrupt($"{name} was changed: it is longer than {length} bytes. Delete the file to have it made again from the log.");
    }

    /// <summary>Puts what was made again from the log in the place of what could not be used.</summary>
    public async ValueTask ReplaceAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        await store.PutAsync(name, bytes, PutCondition.IfAbsent, PutDurability.Derived, cancellationToken).ConfigureAwait(false);
    }
}
