using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImmuFunctions.Ledger.Storage;
using BlobInfo = ImmuFunctions.Ledger.Storage.BlobInfo;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>Lists both containers of a store as one.</summary>
/// <remarks>Each listing comes in ordinal order, for all names are ASCII; so merging them is enough.</remarks>
internal sealed class BlobListing(AzureContainers containers, AzureStoreOptions options)
{
    /// <summary>See <see cref="IBlobStore.ListAsync"/>.</summary>
    public async IAsyncEnumerable<BlobInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<BlobInfo> log = OfAsync(containers.Log, prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (log.ConfigureAwait(false))
        {
            IAsyncEnumerator<BlobInfo> state = OfAsync(containers.State, prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (state.ConfigureAwait(false))
            {
                // Both first pages at once; also if one fails both are waited for: who is still moving cannot be disposed.
                bool[] moved = await Task.WhenAll(log.MoveNextAsync().AsTask(), state.MoveNextAsync().AsTask()).ConfigureAwait(false);
                (bool hasLog, bool hasState) = (moved[0], moved[1]);
                while (hasLog || hasState)
                {
                    if (hasLog && (!hasState || string.CompareOrdinal(log.Current.Name, state.Current.Name) < 0))
                    {
                        yield return log.Current;
                        hasLog = await log.MoveNextAsync().ConfigureAwait(false);
                    }
                    else
                    {
                        yield return state.Current;
                        hasState = await state.MoveNextAsync().ConfigureAwait(false);
                    }
                }
            }
        }
    }

    /// <summary>See <see cref="IBlobStore.ListFoldersAsync"/>.</summary>
    public async IAsyncEnumerable<string> ListFoldersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<BlobHierarchyItem> Pages(CancellationToken token) => containers.Log.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", null, token);
        await foreach (BlobHierarchyItem item in EachAsync(containers.Log, Pages, "the folders", cancellationToken).ConfigureAwait(false))
        {
            if (item.IsPrefix)
                yield return item.Prefix.TrimEnd('/');
        }
    }

    private async IAsyncEnumerable<BlobInfo> OfAsync(BlobContainerClient container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<BlobItem> Pages(CancellationToken token) => container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, token);
        await foreach (BlobItem blob in EachAsync(container, Pages, prefix.Length == 0 ? "all blobs" : prefix, cancellationToken).ConfigureAwait(false))
            yield return new BlobInfo(blob.Name, blob.Properties.ContentLength ?? 0);
    }

    private async IAsyncEnumerable<T> EachAsync<T>(
        BlobContainerClient container, Func<CancellationToken, IAsyncEnumerable<T>> pages, string what, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<T> items = pages(deadline.Token).GetAsyncEnumerator(deadline.Token);
        await using (items.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    deadline.CancelAfter(options.TotalTimeout); // for the next page, not for all
                    if (!await items.MoveNextAsync().ConfigureAwait(false))
                        yield break;
                }
                catch (Exception e) when (AzureFault.TryOf(e, cancellationToken, out AzureFault? fault))
                {
                    throw fault.ToException($"list {what}", container.Uri);
                }

                cancellationToken.ThrowIfCancellationRequested();
                yield return items.Current;
            }
        }
    }
}
