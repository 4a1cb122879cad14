using System.Net;

namespace ImmuFunctions.Service.Rpc;

/// <summary>Who calls, as far as the transport knows: all that the rules need, whatever protocol the call came by.</summary>
/// <param name="Authorization">The first <c>authorization</c> value as sent, <c>Bearer</c> included; null if there was none.</param>
/// <param name="IsLocal">Whether the peer is this machine (127.0.0.0/8, ::1).</param>
/// <param name="CancellationToken">Cancelled when the caller is gone or its deadline has passed.</param>
public readonly record struct Caller(string? Authorization, bool IsLocal, CancellationToken CancellationToken)
{
    /// <summary>Where the call comes from, as far as the transport knows; null if it does not, as in this process.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The name given to the request (<see cref="RequestHeader.Name"/>), as sent; null if there was none. Only writing rpcs look at it.</summary>
    public string? RequestName { get; init; }

    /// <summary>Called, before the answer, if the request turns out to have been committed before; null if the transport cannot say so.</summary>
    public Action? OnReplay { get; init; }
}
