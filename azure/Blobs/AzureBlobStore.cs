using Azure;
using Azure.Storage.Blobs.Models;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging;
using BlobInfo = ImmuFunctions.Ledger.Storage.BlobInfo;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>Blobs in an Azure storage account, shared by any number of hosts.</summary>
/// <remarks>
/// <para>Segments of the log are append blobs in one container, all else lies in a second one: see <see cref="BlobRoute"/>. What the service has
/// acknowledged is durable and whole, so nothing here can tear.</para>
/// <para>Reads, lists, deletes, creations and the blocks of uploads are repeated when the service is busy or does not answer, for
/// <see cref="AzureStoreOptions.TotalTimeout"/> at most. After a lost answer such a repeat may find its own work: then a creation says that
/// the blob was there, and a deletion that there was none. Nobody may conclude anything from that, and the ledger does not. Appends, puts and commits are sent once.</para>
/// </remarks>
public sealed class AzureBlobStore : IBlobStore
{
    private const int MaxBlockBytes = 4 << 20;

    private readonly AzureClients _clients;
    private readonly AzureStoreOptions _options;
    private readonly ILogger _log;
    private readonly BlobReads _reads;
    private readonly BlobListing _listing;

    private AzureBlobStore(AzureAccount account, AzureStoreOptions options, ILogger log)
    {
        _clients = new AzureClients(account, options);
        (_options, _log) = (options, log);
        _reads = new BlobReads(_clients.Repeated, options, log);
        _listing = new BlobListing(_clients.Repeated, options);
    }

    /// <inheritdoc/>
    /// <remarks>Any number of hosts may write.</remarks>
    public bool IsExclusive => false;

    /// <inheritdoc/>
    public int MaxAppendBytes => MaxBlockBytes;

    /// <summary>Opens a store, making its containers if they are not there.</summary>
    /// <param name="connectionStringOrAccountUrl">A connection string, or <c>https://ACCOUNT.blob.core.windows.net</c>, with <c>/CONTAINER</c> or a shared access signature behind it if wanted.</param>
    /// <param name="options">Containers, credential, times.</param>
    /// <param name="loggers">For warnings.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <exception cref="LedgerException">Invalid: the first argument or the container's name cannot be read. NotFound: see <see cref="AzureStoreOptions.RequireContainers"/>. Unavailable: the account does not answer, or does not let us in.</exception>
    public static async Task<AzureBlobStore> OpenAsync(
        string connectionStringOrAccountUrl, AzureStoreOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ILogger log = loggers.CreateLogger("ImmuFunctions.Azure.Blobs");
        AzureAccount account = AzureAccount.Parse(connectionStringOrAccountUrl, options);
        var store = new AzureBlobStore(account, options, log);
        try
        {
            AzureContainers containers = store._clients.Repeated;
            if (options.CreateContainers || options.RequireContainers)
                await new ContainerOpening(containers, options, log).RunAsync(cancellationToken).ConfigureAwait(false);
            AzureLog.Opened(log, AzureFault.Plain(containers.Log.Uri), containers.State.Name, account.Credential);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken)
    {
        BlobName.Require(name);
        using CancellationTokenSource deadline = Deadline(cancellationToken);
        try
        {
            var ifAbsent = new AppendBlobCreateOptions { Conditions = new() { IfNoneMatch = ETag.All } };
            await _clients.Repeated.AppendBlob(name).CreateAsync(ifAbsent, deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (AzureFault.TryOf(e, cancellationToken, out AzureFault? fault))
        {
            return fault.IsThere || fault.IsOtherVersion ? false : throw fault.ToException($"create {name}", _clients.Repeated.Of(name).Uri);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(data.Length, nameof(data));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, MaxAppendBytes, nameof(data));
        cancellationToken.ThrowIfCancellationRequested();

        // The data carry their checksum: should the caller change its buffer while a request that was given up is still on its way, the service refuses that.
        using MemoryStream content = MemoryContent.Of(data);
        using var deadline = new CancellationTokenSource(_options.NetworkTimeout);
        try
        {
            var atPosition = new AppendBlobAppendBlockOptions { Conditions = new() { IfAppendPositionEqual = position } };
            await _clients.Once.AppendBlob(name).AppendBlockAsync(content, atPosition, deadline.Token).ConfigureAwait(false);
            return AppendOutcome.Appended;
        }
        catch (Exception e) when (AzureFault.TryOf(e, CancellationToken.None, out AzureFault? fault))
        {
            if (fault.IsOtherPosition || fault.IsMissingBlob)
                return AppendOutcome.PositionNotMet;
            if (!fault.IsUnknown)
                throw fault.ToException($"append to {name}", _clients.Once.Of(name).Uri);
            AzureLog.AppendUnknown(_log, name, position, data.Length, fault.ToString());
            return AppendOutcome.Unknown;
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        _reads.ReadAsync(name, offset, destination, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken) => _reads.GetAsync(name, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Always durable.</remarks>
    public async ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        BlobName.Require(name);
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = new CancellationTokenSource(_options.NetworkTimeout); // once sent, its outcome is waited for
        try
        {
            BlobRequestConditions holds = condition.Version is { } version ? new() { IfMatch = new ETag(version) } : new() { IfNoneMatch = ETag.All };
            return await _clients.Once.PutAsync(name, data, holds, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (AzureFault.TryOf(e, CancellationToken.None, out AzureFault? fault))
        {
            bool isNotMet = fault.IsOtherVersion || (condition.Version is null ? fault.IsThere : fault.IsMissingBlob);
            return isNotMet ? null : throw fault.ToUncertainException($"put {name}", _clients.Once.Of(name).Uri);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Two uploads of different bytes, both over 8 MiB, under one name at once: one of them has to be begun again; see <see cref="BlockUpload"/>.</remarks>
    public ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken)
    {
        BlobName.Require(name);
        cancellationToken.ThrowIfCancellationRequested();
        return new(new BlockUpload(_clients.Repeated, _clients.Once, _options, name));
    }

    /// <inheritdoc/>
    /// <remarks>Costs a listing of each container.</remarks>
    public IAsyncEnumerable<BlobInfo> ListAsync(string prefix, CancellationToken cancellationToken) => _listing.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Of the log container: one request for 5,000 folders, whatever lies in them.</remarks>
    public IAsyncEnumerable<string> ListFoldersAsync(CancellationToken cancellationToken) => _listing.ListFoldersAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = Deadline(cancellationToken);
        try
        {
            await _clients.Repeated.Blob(name).DeleteAsync(cancellationToken: deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (AzureFault.TryOf(e, cancellationToken, out AzureFault? fault))
        {
            return fault.IsMissingBlob ? false : throw fault.ToException($"delete {name}", _clients.Repeated.Of(name).Uri);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The service does not tear: all that is there was acknowledged, or would have been had its answer not been lost.</remarks>
    public async ValueTask<Acknowledged> AcknowledgedAsync(string name, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = Deadline(cancellationToken);
        try
        {
            BlobProperties properties = await _clients.Repeated.Blob(name).GetPropertiesAsync(cancellationToken: deadline.Token).ConfigureAwait(false);
            return new Acknowledged(properties.ContentLength, IsExact: true);
        }
        catch (Exception e) when (AzureFault.TryOf(e, cancellationToken, out AzureFault? fault))
        {
            return fault.IsMissingBlob ? new Acknowledged(0, IsExact: true) : throw fault.ToException($"look at {name}", _clients.Repeated.Of(name).Uri);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The service does not tear.</remarks>
    public ValueTask<bool> CutTailAsync(string name, long length, CancellationToken cancellationToken) => new(false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _clients.Dispose();
        return default;
    }

    private CancellationTokenSource Deadline(CancellationToken cancellationToken)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.TotalTimeout);
        return deadline;
    }
}
