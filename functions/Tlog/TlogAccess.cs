using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Rest;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Functions.Tlog;

/// <summary>Who may read what of a log.</summary>
internal static class TlogAccess
{
    /// <summary>Whether everybody may read it.</summary>
    public static bool IsPublic(TlogVisibility visibility, TlogKind kind) => kind switch
    {
        TlogKind.Checkpoint => visibility >= TlogVisibility.Checkpoints,
        TlogKind.Tile => visibility >= TlogVisibility.Hashes,
        _ => visibility >= TlogVisibility.All,
    };

    /// <summary>The database that a request may read.</summary>
    /// <exception cref="RpcException">There is none of this name, or the caller may not read it: whoever has to log in is told nothing of others' databases.</exception>
    public static OpenDatabase Require(HttpContext context, Backend backend, OpenLedgers ledgers, TlogPath path)
    {
        if (IsPublic(backend.Options.TlogPublic, path.Kind))
            return ledgers.Databases.Find(path.Database) ?? throw new RpcException(StatusCode.NotFound, $"there is no database '{path.Database}'");

        RpcCall call = RestCall.Of(context, backend);
        OpenDatabase mine = ledgers.Access.Authorize(new Caller(call.Authorization, call.IsLocal, call.CancellationToken), Roles.MayRead);
        return mine.Name == path.Database
            ? mine
            : throw new RpcException(StatusCode.PermissionDenied, $"the token is for the database '{mine.Name}'");
    }
}
