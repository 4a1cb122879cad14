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

    /// <summary>The database that a request may read; dispose it when the answer is made.</summary>
    /// <exception cref="RpcException">There is none of this name, or the caller may not read it: whoever has to log in is told nothing of others' databases.</exception>
    public static async ValueTask<DatabaseUse> RequireAsync(HttpContext context, Backend backend, OpenLedgers ledgers, TlogPath path)
    {
        if (IsPublic(backend.Options.TlogPublic, path.Kind))
        {
            return path.Database == DatabaseCatalog.DefaultName
                ? ledgers.Databases.UseDefault()
                : throw new RpcException(StatusCode.NotFound, $"there is no database '{path.Database}'");
        }

        RpcCall call = RestCall.Of(context, backend);
        AuthorizedCall mine = await ledgers.Access.AuthorizeAsync(new Caller(call.Authorization, call.IsLocal, call.CancellationToken), Roles.MayRead);
        if (mine.Database.Name == path.Database)
            return mine.Use;
        mine.Dispose();
        throw new RpcException(StatusCode.PermissionDenied, $"the token is for the database '{mine.Database.Name}'");
    }
}
