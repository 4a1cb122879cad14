using System.Text;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Copying;

/// <summary>The mark of a place that a copy was begun in and that no copy was ever finished in.</summary>
/// <remarks>The beginning of a log is a log, so nothing else tells that it is not all. A copy that was whole once needs no mark while it gets what is new: it never has less than it had.</remarks>
public static class UnfinishedCopy
{
    /// <summary>The mark's blob, at the top of a store.</summary>
    public const string BlobName = "copy-unfinished";

    private static readonly byte[] Text = Encoding.UTF8.GetBytes("A copy into this place was begun and is not finished: what lies here may be a part only.\n");

    /// <summary>Whether the mark is there.</summary>
    public static async ValueTask<bool> IsMarkedAsync(IBlobStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.GetAsync(BlobName, cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <summary>Sets the mark; before anything is copied.</summary>
    public static async ValueTask MarkAsync(IBlobStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        await store.PutAsync(BlobName, Text, PutCondition.IfAbsent, PutDurability.Durable, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the mark away; after everything is copied, and durable.</summary>
    public static async ValueTask ClearAsync(IBlobStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        await store.DeleteAsync(BlobName, cancellationToken).ConfigureAwait(false);
    }
}
