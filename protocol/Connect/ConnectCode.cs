using System.Collections.Frozen;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Connect;

/// <summary>What statuses are called in the Connect protocol, and their HTTP status there, which is not always <see cref="Errors.StatusMap"/>'s.</summary>
/// <remarks>Source: https://connectrpc.com/docs/protocol/#error-codes.</remarks>
public static class ConnectCode
{
    private static readonly (StatusCode Code, string Name, int Http)[] All =
    [
        (StatusCode.Cancelled, "canceled", 499),
        (StatusCode.Unknown, "unknown", 500),
        (StatusCode.InvalidArgument, "invalid_argument", 400),
        (StatusCode.DeadlineExceeded, "deadline_exceeded", 504),
        (StatusCode.NotFound, "not_found", 404),
        (StatusCode.AlreadyExists, "already_exists", 409),
        (StatusCode.PermissionDenied, "permission_denied", 403),
        (StatusCode.ResourceExhausted, "resource_exhausted", 429),
        (StatusCode.FailedPrecondition, "failed_precondition", 400),
        (StatusCode.Aborted, "aborted", 409),
        (StatusCode.OutOfRange, "out_of_range", 400),
        (StatusCode.Unimplemented, "unimplemented", 501),
        (StatusCode.Internal, "internal", 500),
        (StatusCode.Unavailable, "unavailable", 503),
        (StatusCode.DataLoss, "data_loss", 500),
        (StatusCode.Unauthenticated, "unauthenticated", 401),
    ];

    private static readonly FrozenDictionary<StatusCode, (string Name, int Http)> ByCode = All.ToFrozenDictionary(row => row.Code, row => (row.Name, row.Http));

    private static readonly FrozenDictionary<string, StatusCode> ByName = All.ToFrozenDictionary(row => row.Name, row => row.Code, StringComparer.Ordinal);

    /// <summary>The name of <paramref name="code"/>; that of <see cref="StatusCode.Unknown"/> for a number that is none. <see cref="StatusCode.Ok"/> has no name.</summary>
    public static string NameOf(StatusCode code) => RowOf(code).Name;

    /// <summary>The HTTP status of a unary call that failed with <paramref name="code"/>.</summary>
    public static int ToHttp(StatusCode code) => RowOf(code).Http;

    /// <summary>The code called <paramref name="name"/>; null if none is. Never <see cref="StatusCode.Ok"/>.</summary>
    public static StatusCode? Parse(string name) => ByName.TryGetValue(name, out StatusCode code) ? code : null;

    private static (string Name, int Http) RowOf(StatusCode code) => ByCode.TryGetValue(code, out (string Name, int Http) row) ? row : ByCode[StatusCode.Unknown];
}
