using Google.Protobuf;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Service.Rpc;

/// <summary>Binds rpcs that work on a database: the caller is authorised first, which also gives the database.</summary>
/// <param name="binder">The transport.</param>
/// <param name="access">Decides who may call.</param>
internal sealed class DatabaseBinder(IRpcBinder binder, IAccess access)
{
    public void Unary<TRequest, TResponse>(
        string rpc, Roles allowed, Func<OpenDatabase, TRequest, CancellationToken, ValueTask<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        binder.Unary<TRequest, TResponse>(rpc, async (request, caller) =>
        {
            using AuthorizedCall call = await access.AuthorizeAsync(caller, allowed).ConfigureAwait(false);
            return await handler(call.Database, request, caller.CancellationToken).ConfigureAwait(false);
        });

    public void Write<TRequest, TResponse>(string rpc, Func<WriteCall, TRequest, ValueTask<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        binder.Unary<TRequest, TResponse>(rpc, async (request, caller) =>
        {
            using AuthorizedCall call = await access.AuthorizeAsync(caller, Roles.MayWrite).ConfigureAwait(false);
            return await handler(new WriteCall(call.Database, RequestHeader.ToId(call.User, rpc, caller.RequestName), caller), request).ConfigureAwait(false);
        });

    public void Stream<TRequest, TResponse>(
        string rpc, Roles allowed, Func<OpenDatabase, TRequest, Func<TResponse, ValueTask>, CancellationToken, ValueTask> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        binder.ServerStreaming<TRequest, TResponse>(rpc, async (request, send, caller) =>
        {
            using AuthorizedCall call = await access.AuthorizeAsync(caller, allowed).ConfigureAwait(false);
            await handler(call.Database, request, send, caller.CancellationToken).ConfigureAwait(false);
        });
}
