using Immudb.Schema;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Decides who may call what, and on which database: with accounts (<see cref="SessionAccess"/>) or without (<see cref="OpenAccess"/>).</summary>
/// <remarks>A refusal is an <see cref="Protocol.Grpc.RpcException"/> with immudb's own text. Spec sections 8.1 to 8.5, 8.11, 11.2.</remarks>
public interface IAccess
{
    /// <summary>Lets a call through that needs no login, or refuses it.</summary>
    void Admit(in Caller caller);

    /// <summary>Lets a call on a database through, or refuses it.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="allowed">The roles, any of which the rpc asks for.</param>
    /// <returns>The database the caller has selected, open until the result is disposed.</returns>
    ValueTask<AuthorizedCall> AuthorizeAsync(Caller caller, Roles allowed);

    /// <summary>The Login rpc: a new token for a name and password.</summary>
    ValueTask<LoginResponse> LoginAsync(LoginRequest request, Caller caller);

    /// <summary>The Logout rpc: drops every token of the caller's user.</summary>
    ValueTask LogoutAsync(Caller caller);

    /// <summary>The UseDatabase rpc: a new token bound to the database named; the old token stays as it was.</summary>
    ValueTask<UseDatabaseReply> UseDatabaseAsync(string name, Caller caller);

    /// <summary>The DatabaseList rpc: the databases the caller may use, <c>defaultdb</c> first.</summary>
    ValueTask<DatabaseListResponse> DatabaseListAsync(Caller caller);
}
