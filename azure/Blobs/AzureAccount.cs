using System.Text.RegularExpressions;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>A storage account, who asks it, and the container of the log.</summary>
internal sealed partial class AzureAccount
{
    private const int MaxContainerLength = 57; // 63 with the suffix

    private readonly Func<BlobClientOptions, BlobServiceClient> _connect;

    private AzureAccount(string container, string credential, Func<BlobClientOptions, BlobServiceClient> connect)
    {
        if (container.Length > MaxContainerLength || !ContainerName().IsMatch(container))
            throw Invalid($"'{container}' cannot be the name of the log's container: it has 3 to {MaxContainerLength} small letters, digits and single hyphens, and begins and ends with a letter or digit");
        (Container, Credential, _connect) = (container, credential, connect);
    }

    /// <summary>Container of the log.</summary>
    public string Container { get; }

    /// <summary>What kind of credential is used, in words; nothing secret.</summary>
    public string Credential { get; }

    /// <summary>Makes a client.</summary>
    public BlobServiceClient Connect(BlobClientOptions options) => _connect(options);

    /// <summary>Reads a connection string or the URL of an account or container.</summary>
    /// <exception cref="LedgerException">Invalid: it is neither. The message does not repeat it, for it may hold a key.</exception>
    public static AzureAccount Parse(string store, AzureStoreOptions options) =>
        AzureStoreLocation.IsUrl(store) ? ParseUrl(store, options) : ParseConnectionString(store, options);

    private static AzureAccount ParseConnectionString(string store, AzureStoreOptions options)
    {
        try
        {
            _ = new BlobServiceClient(store);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // Without the inner exception: some of its messages repeat a part of the string.
            throw Invalid("the storage connection string cannot be read; copy it anew from the account's access keys, as a whole and with its key");
        }

        return new AzureAccount(options.Container + options.Suffix, "connection string", settings => new BlobServiceClient(store, settings));
    }

    private static AzureAccount ParseUrl(string store, AzureStoreOptions options)
    {
        if (!Uri.TryCreate(store, UriKind.Absolute, out Uri? url))
            throw Invalid("the storage account's URL cannot be read; it looks like https://ACCOUNT.blob.core.windows.net/CONTAINER");

        var parts = new BlobUriBuilder(url);
        string container = parts.BlobContainerName is { Length: > 0 } named ? named : options.Container;
        container += options.Suffix;
        if (!string.IsNullOrEmpty(parts.BlobName))
            throw Invalid("the storage URL goes on behind the container; it looks like https://ACCOUNT.blob.core.windows.net/CONTAINER");

        string? signature = parts.Sas is null ? null : url.Query;
        parts.BlobContainerName = "";
        parts.Sas = null;
        parts.Query = "";
        Uri account = parts.ToUri();
        if (signature is not null)
            return new AzureAccount(container, "shared access signature", settings => new BlobServiceClient(account, new AzureSasCredential(signature), settings));

        // A token sent without TLS could be read by anybody on the way.
        if (account.Scheme != Uri.UriSchemeHttps)
            throw Invalid($"{account} must begin with https:// to be used with an identity; for an emulator give a connection string");
        TokenCredential credential = options.Credential ?? DefaultCredential(options.ManagedIdentityClientId);
        return new AzureAccount(container, "identity", settings => new BlobServiceClient(account, credential, settings));
    }

    private static DefaultAzureCredential DefaultCredential(string? clientId)
    {
        // Left alone, both ids come from AZURE_CLIENT_ID.
        var settings = new DefaultAzureCredentialOptions();
        if (clientId is not null)
            (settings.ManagedIdentityClientId, settings.WorkloadIdentityClientId) = (clientId, clientId);
        return new DefaultAzureCredential(settings);
    }

    private static LedgerException Invalid(string message) => new(LedgerErrorKind.Invalid, message);

    [GeneratedRegex("^[a-z0-9](-?[a-z0-9]){2,}$", RegexOptions.CultureInvariant)]
    private static partial Regex ContainerName();
}
