using Google.Protobuf;
using Google.Protobuf.Reflection;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Functions.Rest.Verified;

/// <summary>Passes calls on, and notes which database a token selects when one is given out.</summary>
internal sealed class WatchedRpcs(IRpcInvoker rpcs, TokenDatabases tokens) : IRpcInvoker
{
    /// <inheritdoc/>
    public async ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        IMessage answer = await rpcs.UnaryAsync(rpc, request, call);
        switch (answer)
        {
            // With several databases such a token selects none, and nothing that needs one is answered to it.
            case LoginResponse { Token.Length: > 0 } login:
                tokens.Note(login.Token, DatabaseCatalog.DefaultName);
                break;
            case UseDatabaseReply { Token.Length: > 0 } selection:
                tokens.Note(selection.Token, ((Immudb.Schema.Database)request).Databasename);
                break;
        }

        return answer;
    }

    /// <inheritdoc/>
    public ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call) => rpcs.StreamAsync(rpc, request, send, call);
}
