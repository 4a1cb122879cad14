using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>The two containers of a store, as one client sees them.</summary>
internal sealed class AzureContainers
{
    public AzureContainers(AzureAccount account, BlobClientOptions settings)
    {
        BlobServiceClient service = account.Connect(settings);
        Log = service.GetBlobContainerClient(account.Container);
        State = service.GetBlobContainerClient(account.Container + BlobRoute.StateSuffix);
    }

    /// <summary>Append blobs of the log, and nothing else.</summary>
    public BlobContainerClient Log { get; }

    /// <summary>All other blobs.</summary>
    public BlobContainerClient State { get; }

    /// <summary>The container that a blob lies in.</summary>
    public BlobContainerClient Of(string name) => BlobRoute.IsLog(name) ? Log : State;

    public BlobBaseClient Blob(string name) => Of(name).GetBlobBaseClient(name);

    public AppendBlobClient AppendBlob(string name) => Of(name).GetAppendBlobClient(name);

    public BlockBlobClient BlockBlob(string name) => Of(name).GetBlockBlobClient(name);

    /// <summary>Writes a blob whole, in one request.</summary>
    /// <remarks>In two it would be wrong: the SDK's blocks all have the same id, so the blob of whoever is first would have the bytes of whoever sent its block last.</remarks>
    /// <returns>Its version.</returns>
    public async Task<string> PutAsync(string name, ReadOnlyMemory<byte> data, BlobRequestConditions? conditions, CancellationToken cancellationToken)
    {
        using MemoryStream content = MemoryContent.Of(data);
        var options = new BlobUploadOptions
        {
            Conditions = conditions,
            TransferOptions = new() { InitialTransferSize = data.Length + 1L, MaximumTransferSize = data.Length + 1L }, // what is shorter than this goes in one request
        };
        BlobContentInfo written = await BlockBlob(name).UploadAsync(content, options, cancellationToken).ConfigureAwait(false);
        return written.ETag.ToString();
    }
}
