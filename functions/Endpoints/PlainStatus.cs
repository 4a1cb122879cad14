using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Functions.Endpoints;

/// <summary>HTTP statuses as HTTP means them, for our own routes.</summary>
/// <remarks>immudb says "unknown" of missing logins and permissions, which its gateway turns into 500; its clients go by the text. Ours go by the status.</remarks>
internal static class PlainStatus
{
    private static readonly Dictionary<string, int> ByText = new(StringComparer.Ordinal)
    {
        [ImmuErrors.LoginFirst().Message] = StatusCodes.Status401Unauthorized,
        [ImmuErrors.TokenExpired().Message] = StatusCodes.Status401Unauthorized,
        [ImmuErrors.NoPermission().Message] = StatusCodes.Status403Forbidden,
    };

    /// <summary>The status for a failure.</summary>
    public static int Of(RpcException failure) => ByText.TryGetValue(failure.Message, out int status) ? status : StatusMap.ToHttp(failure.Code);
}
