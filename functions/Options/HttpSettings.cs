using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Options;

/// <summary>What can be set about HTTP itself.</summary>
internal static class HttpSettings
{
    public static readonly Setting CorsOrigins = new("cors-origins", "*", "Web pages that may call: their origins, such as https://app.example.com, separated by commas; * for all, an empty text for none.");
    public static readonly Setting MaxRequestBytes = new("max-request-bytes", "8388608", "Bytes of the longest body that is read.");
    public static readonly Setting RateLimit = new("rate-limit", "0", "Requests per second that one caller may send, a caller being a token or else an address; 0 for any number.");
    public static readonly Setting MaxConnections = new("max-connections", "0", "Connections at a time; further ones are closed at once. 0 for any number.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } = [CorsOrigins, MaxRequestBytes, RateLimit, MaxConnections];
}
