using ImmuFunctions.Azure.Azurite;
using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Azure.Tests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedAzurite))]

namespace ImmuFunctions.Azure.Tests;

/// <summary>One Azurite for all tests; each takes containers of its own.</summary>
public sealed class SharedAzurite : IAsyncLifetime
{
    private AzuriteServer? _server;

    /// <summary>Where the tests' own installation is: beside the sources, above the built assembly.</summary>
    public static string Installation =>
        Ancestors().Select(folder => Path.Combine(folder.FullName, "tests", "azure", "azurite")).FirstOrDefault(Directory.Exists) ?? AppContext.BaseDirectory;

    public Uri Endpoint => _server!.Endpoint;

    public string ConnectionString => _server!.ConnectionString;

    public async ValueTask InitializeAsync() =>
        _server = await AzuriteServer.StartAsync(new AzuriteOptions { StartFolder = Installation }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>Settings with a container that nobody else has, and short pauses.</summary>
    public static AzureStoreOptions NewOptions() => new()
    {
        Container = $"t{Guid.NewGuid():N}",
        RetryDelay = TimeSpan.FromMilliseconds(10),
        MaxRetryDelay = TimeSpan.FromMilliseconds(50),
    };

    public Task<AzureBlobStore> OpenAsync(AzureStoreOptions? options = null, ILoggerFactory? loggers = null) =>
        AzureBlobStore.OpenAsync(ConnectionString, options ?? NewOptions(), loggers ?? NullLoggerFactory.Instance, CancellationToken.None);

    private static IEnumerable<DirectoryInfo> Ancestors()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return folder;
    }
}
