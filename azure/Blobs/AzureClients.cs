using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>The clients of one store: one that repeats what failed, one that never does, over the same connections.</summary>
/// <remarks>A repeat after a lost answer turns an append that landed into "position not met", and a put into "it is there already". Who asked
/// must decide, so what is conditional goes through <see cref="Once"/>.</remarks>
internal sealed class AzureClients : IDisposable
{
    // Below the two minutes after which the service closes a connection that is not used.
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(90);

    // An account that fails over gets other addresses.
    private static readonly TimeSpan ConnectionAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    public AzureClients(AzureAccount account, AzureStoreOptions options)
    {
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = options.NetworkTimeout < ConnectTime ? options.NetworkTimeout : ConnectTime,
            MaxConnectionsPerServer = options.MaxConnections,
            PooledConnectionIdleTimeout = IdleTime,
            PooledConnectionLifetime = ConnectionAge,
            UseCookies = false,
        })
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan, // the pipeline has its own
        };
        var transport = new HttpClientTransport(_http);
        Repeated = new AzureContainers(account, Settings(options, transport, new BoundedRetryPolicy(options)));
        Once = new AzureContainers(account, Settings(options, transport, new RetryPolicy(maxRetries: 0)));
    }

    /// <summary>For reads, lists, deletes, creations and blocks that are staged: what does no harm twice.</summary>
    public AzureContainers Repeated { get; }

    /// <summary>For appends, puts and commits.</summary>
    public AzureContainers Once { get; }

    public void Dispose() => _http.Dispose();

    private static BlobClientOptions Settings(AzureStoreOptions options, HttpPipelineTransport transport, HttpPipelinePolicy retries)
    {
        var settings = new BlobClientOptions { Transport = transport, RetryPolicy = retries };
        settings.Retry.NetworkTimeout = options.NetworkTimeout;
        settings.TransferValidation.Upload.ChecksumAlgorithm = StorageChecksumAlgorithm.MD5;
        settings.Diagnostics.IsLoggingEnabled = false; // addresses with signatures do not belong into logs
        settings.Diagnostics.IsDistributedTracingEnabled = false;
        settings.Diagnostics.IsTelemetryEnabled = false;
        return settings;
    }
}
