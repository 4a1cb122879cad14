using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Errors;

/// <content>Login, tokens, permissions, and what stops every rpc.</content>
public static partial class ImmuErrors
{
    /// <summary>Login: no such user, or another password.</summary>
    public static RpcException InvalidLogin() => new(StatusCode.PermissionDenied, "invalid user name or password");

    /// <summary>Login: the user is switched off.</summary>
    public static RpcException UserInactive() => new(StatusCode.Unknown, "user is not active");

    /// <summary>Login after too many that failed, whether or not there is such a user.</summary>
    /// <param name="seconds">Until when another try is refused too; at least 1.</param>
    public static RpcException TooManyFailedLogins(int seconds) =>
        new(StatusCode.ResourceExhausted, $"too many failed logins: try again in {seconds} seconds");

    /// <summary>Login, ChangePassword while more passwords wait to be checked than are put up with.</summary>
    public static RpcException TooManyLogins() => new(StatusCode.ResourceExhausted, "too many logins at once: try again later");

    /// <summary>Login where there is nothing to log in to.</summary>
    public static RpcException LoginWithoutAuthentication() =>
        new(StatusCode.Unknown, "server is running with authentication disabled, please enable authentication to login");

    /// <summary>A data rpc without a valid token.</summary>
    public static RpcException LoginFirst() => new(StatusCode.Unknown, "please login first");

    /// <summary>CreateUser, ListUsers or DatabaseList without a valid token.</summary>
    public static RpcException PleaseLogin() => new(StatusCode.Unknown, "please login");

    /// <summary>UseDatabase or ChangePermission without a valid token.</summary>
    public static RpcException Unauthenticated() => new(StatusCode.Unauthenticated, "Please login");

    /// <summary>Logout without a token.</summary>
    public static RpcException NoAuthorizationHeader() => new(StatusCode.Unauthenticated, "no Authorization header found on request");

    /// <summary>Logout with a token nobody knows.</summary>
    public static RpcException InvalidToken() => new(StatusCode.Unauthenticated, "invalid token");

    /// <summary>The token was good and its time is over.</summary>
    public static RpcException TokenExpired() => new(StatusCode.PermissionDenied, "token has expired: token validation error");

    /// <summary>As TokenExpired, from Logout.</summary>
    public static RpcException LogoutTokenExpired() => new(StatusCode.Unknown, "token has expired: token validation error");

    /// <summary>The token is bound to no database.</summary>
    public static RpcException SelectDatabaseFirst() => new(StatusCode.Unknown, "please select a database first");

    /// <summary>Maintenance mode: a data rpc before UseDatabase.</summary>
    public static RpcException SelectDatabaseInMaintenance() => new(StatusCode.Unknown, "please select database first");

    /// <summary>The user's permission on the database does not list the rpc.</summary>
    public static RpcException NoPermission() => new(StatusCode.Unknown, "you do not have permission for this operation");

    /// <summary>Authentication is off and the peer is remote.</summary>
    public static RpcException LocalOnly() =>
        new(StatusCode.PermissionDenied, "server has authentication disabled: only local connections are accepted");

    /// <summary>Every rpc, once the server's own check has failed.</summary>
    public static RpcException TamperingDetected() =>
        new(StatusCode.DataLoss, "the database should be checked manually as we detected possible tampering");
}
