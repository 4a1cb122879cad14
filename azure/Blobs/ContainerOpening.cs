using Azure;
using Azure.Storage.Blobs;
using ImmuFunctions.Ledger;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>Makes sure that a store's containers are there: makes them, or refuses.</summary>
internal sealed class ContainerOpening(AzureContainers containers, AzureStoreOptions options, ILogger log)
{
    // An identity that is known, and lacks the right to this.
    private const string NoPermission = "AuthorizationPermissionMismatch";

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(OpenAsync(containers.Log, cancellationToken), OpenAsync(containers.State, cancellationToken));

    private async Task OpenAsync(BlobContainerClient container, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.TotalTimeout);
        try
        {
            // Looked for first: an identity that may not make containers can use those that are there.
            if (await IsThereAsync(container, deadline.Token).ConfigureAwait(false))
                return;
            if (options.RequireContainers)
                throw new LedgerException(LedgerErrorKind.NotFound, $"there is no container {AzureFault.Plain(container.Uri)}");
            if (await container.CreateIfNotExistsAsync(cancellationToken: deadline.Token).ConfigureAwait(false) is not null)
                AzureLog.MadeContainer(log, AzureFault.Plain(container.Uri));
        }
        catch (Exception e) when (AzureFault.TryOf(e, cancellationToken, out AzureFault? fault))
        {
            throw fault.ToException($"open the container {container.Name}", container.Uri);
        }
    }

    private static async Task<bool> IsThereAsync(BlobContainerClient container, CancellationToken cancellationToken)
    {
        try
        {
            await container.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
        catch (RequestFailedException e) when (e.Status == 403 && e.ErrorCode == NoPermission)
        {
            // It may do without the right to look at containers if it may use what is in them. Whether it may, the first read tells.
            return true;
        }
    }
}
