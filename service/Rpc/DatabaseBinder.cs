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
        binder.Unary<TRequest, TResponse>(rpc, (request, caller) =>
            handler(access.Authorize(caller, allowed), request, caller.CancellationToken));

    public void Write<TRequest, TResponse>(string rpc, Func<WriteCall, TRequest, ValueTask<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        binder.Unary<TRequest, TResponse>(rpc, (request, caller) =>
        {
            OpenDatabase database = access.Authorize(caller, Roles.MayWrite);
            return handler(new WriteCall(database, RequestHeader.ToId(access.UserOf(caller), rpc, caller.RequestName), caller), request);
        });

    public void Stream<TRequest, TResponse>(
        string rpc, Roles allowed, Func<OpenDatabase, TRequest, Func<TResponse, ValueTask>, CancellationToken, ValueTask> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        binder.ServerStreaming<TRequest, TResponse>(rpc, (request, send, caller) =>
            handler(access.Authorize(caller, allowed), request, send, caller.CancellationToken));
}
