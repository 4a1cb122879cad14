namespace ImmuFunctions.Azure.Blobs;

/// <summary>Tells the ways to name an Azure storage account from the name of a folder.</summary>
public static class AzureStoreLocation
{
    private static readonly string[] Settings =
        ["DefaultEndpointsProtocol=", "UseDevelopmentStorage=", "AccountName=", "AccountKey=", "BlobEndpoint=", "SharedAccessSignature=", "EndpointSuffix="];

    /// <summary>Whether <paramref name="store"/> is a connection string, or the URL of an account or of a container in it.</summary>
    public static bool IsAzure(string store) =>
        IsUrl(store) || store.Split(';').Any(part => Settings.Any(s => part.TrimStart().StartsWith(s, StringComparison.OrdinalIgnoreCase)));

    internal static bool IsUrl(string store) =>
        store.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || store.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}
