using Azure.Core;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>How an <see cref="AzureBlobStore"/> reaches its account.</summary>
public sealed record AzureStoreOptions
{
    /// <summary>Container of the log. Everything that can be made again from it lies in a second one, with <c>-state</c> behind its name (see <see cref="BlobRoute"/>).
    /// 3 to 57 characters: small letters, digits, single hyphens. A container in the store's URL goes before this one.</summary>
    public string Container { get; init; } = "immufunctions";

    /// <summary>Put behind the container's name, however that was given: for a second store beside a first one. Empty for none.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>Whether opening looks for both containers and makes what is missing. Set to false where the identity may do nothing but read and write blobs.</summary>
    public bool CreateContainers { get; init; } = true;

    /// <summary>Whether opening refuses if a container is not there, and makes none: for who only reads.</summary>
    public bool RequireContainers { get; init; }

    /// <summary>Who asks, if the store is an account's URL; null for <c>DefaultAzureCredential</c>.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>Client id of a user-assigned managed identity, for the default credential; null for the environment variable <c>AZURE_CLIENT_ID</c>.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>The longest that one request may take. An append that is not answered by then has an unknown outcome.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a read, a list or a delete may take with all its repeats and pauses.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a request that can be repeated without harm is repeated. Appends, puts and commits never are.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>The first pause before a repeat; each further one is twice as long, give or take a fifth.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause before a repeat. A server that asks for a longer one is not asked again.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections that are open at once, at most.</summary>
    public int MaxConnections { get; init; } = 64;
}
