using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Connections;

/// <summary>Calls with the token of one database, which is renewed when it has ended.</summary>
/// <remarks>A call's own token goes first: whoever brings one is not helped to another.</remarks>
/// <param name="connection">Where to.</param>
/// <param name="database">Name of the database.</param>
internal sealed class DatabaseSession(SharedConnection connection, string database) : IRpcInvoker, IDisposable
{
    private static readonly MethodDescriptor UseDatabase = ImmuService.Descriptor.FindMethodByName("UseDatabase");

    // What servers say of a token they do not take, or no longer.
    private static readonly FrozenSet<string> TokenGone = FrozenSet.Create(
        StringComparer.Ordinal,
        ImmuErrors.TokenExpired().Message,
        ImmuErrors.LoginFirst().Message,
        ImmuErrors.PleaseLogin().Message,
        ImmuErrors.Unauthenticated().Message,
        ImmuErrors.InvalidToken().Message);

    private readonly SemaphoreSlim _turn = new(1);

    // Set under _turn. The first is what the second was made from.
    private string? _login;
    private volatile string? _token;

    public string Database => database;

    /// <summary>The token, without <c>Bearer</c>; null for none.</summary>
    public string? Token => _token;

    /// <summary>Selects the database for the first time.</summary>
    /// <param name="mustBe">False: a database that may not be selected is no failure, and calls are made with the login's token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task OpenAsync(bool mustBe, CancellationToken cancellationToken)
    {
        try
        {
            await RenewAsync(null, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e) when (!mustBe && e.Message == ImmuErrors.DatabaseDenied().Message)
        {
            _token = _login;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(call);
        string? token = _token;
        RpcCall own = With(call, token);
        try
        {
            return await Attempts.RunAsync(connection, rpc, request, own).ConfigureAwait(false);
        }
        catch (RpcException e) when (MayRenew(call, e))
        {
            own = With(call, await RenewAsync(token, call.CancellationToken).ConfigureAwait(false));
            return await Attempts.RunAsync(connection, rpc, request, own).ConfigureAwait(false);
        }
        finally
        {
            call.ServerIdentity = own.ServerIdentity;
            call.IsReplay = own.IsReplay;
        }
    }

    /// <inheritdoc/>
    public async ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(send);
        ArgumentNullException.ThrowIfNull(call);
        string? token = _token;
        RpcCall own = With(call, token);
        bool begun = false;
        try
        {
            await Attempts.StreamAsync(connection, rpc, request, SendAsync, own).ConfigureAwait(false);
        }
        catch (RpcException e) when (!begun && MayRenew(call, e))
        {
            own = With(call, await RenewAsync(token, call.CancellationToken).ConfigureAwait(false));
            await Attempts.StreamAsync(connection, rpc, request, send, own).ConfigureAwait(false);
        }
        finally
        {
            call.ServerIdentity = own.ServerIdentity;
        }

        ValueTask SendAsync(IMessage message)
        {
            begun = true;
            return send(message);
        }
    }

    public void Dispose() => _turn.Dispose();

    private bool MayRenew(RpcCall call, RpcException failure) =>
        call.Authorization is null && connection.Login.IsRenewable && _token is not null && TokenGone.Contains(failure.Message);

    /// <param name="ended">The token that is of no use any more; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async ValueTask<string?> RenewAsync(string? ended, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Another call may have noticed first.
            if (ended is not null && _token != ended)
                return _token;
            _login = await connection.Login.TokenAsync(ended is null ? null : _login, cancellationToken).ConfigureAwait(false);
            // Without accounts there is one database; any other is for the server to refuse.
            if (connection.Options.NoLogin || (_login is null && database == LedgerAddress.DefaultDatabase))
                return _token = _login;
            return _token = await UseAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<string> UseAsync(CancellationToken cancellationToken)
    {
        var call = new RpcCall(cancellationToken) { IsLocal = true, Authorization = Bearer(_login) };
        var answer = (UseDatabaseReply)await Attempts.RunAsync(
            connection, UseDatabase, new Immudb.Schema.Database { Databasename = database }, call).ConfigureAwait(false);
        return answer.Token;
    }

    private static RpcCall With(RpcCall call, string? token) => new(call.CancellationToken)
    {
        Authorization = call.Authorization ?? Bearer(token),
        IsLocal = true,
        Metadata = call.Metadata,
        RequestName = call.RequestName,
    };

    private static string? Bearer(string? token) => token is null ? null : "Bearer " + token;
}
