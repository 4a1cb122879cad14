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
        int read = await store.ReadAsync(name, 0, bytes, cancellationToken).ConfigureAwait(false);
        if (read < 0 || UnfinishedWrite.Explains(bytes.AsSpan(0, Math.Min(read, length)), length))
            return null;
        return read == length
            ? bytes[..length]
            : throw LedgerException.Corrupt($"{name} was changed: it is longer than {length} bytes. Delete the file to have it made again from the log.");
    }

    /// <summary>Puts what was made again from the log in the place of what could not be used.</summary>
    public async ValueTask ReplaceAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        await store.PutAsync(name, bytes, PutCondition.IfAbsent, PutDurability.Derived, cancellationToken).ConfigureAwait(false);
    }
}
