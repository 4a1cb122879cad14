using Immudb.Schema;

namespace ImmuFunctions.Service.Rpc;

/// <summary>The Health rpc: the first call of every client.</summary>
/// <remarks>Spec section 9.1. Clients show the text and do not parse it.</remarks>
internal static class ServerHealth
{
    /// <summary>The release of immudb whose wire is spoken.</summary>
    public const string CompatibleVersion = "0.8.1";

    // One answer for all: nobody writes to a reply that is sent.
    public static readonly HealthResponse Answer = new()
    {
        Status = true,
        Version = $"immudb {CompatibleVersion}\nServed by: ImmuFunctions {typeof(ServerHealth).Assembly.GetName().Version?.ToString(3)}",
    };
}
