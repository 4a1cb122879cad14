using System.Net;

namespace ImmuFunctions.Protocol.Calls;

/// <summary>One call by <see cref="IRpcInvoker"/>: what its caller says of itself, and what the answer said beside the message.</summary>
/// <param name="cancellationToken">Cancelled when the caller is gone or its time is up.</param>
public sealed class RpcCall(CancellationToken cancellationToken)
{
    /// <summary>Cancelled when the caller is gone or its time is up.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The <c>authorization</c> value as sent, <c>Bearer</c> included; null for none.</summary>
    public string? Authorization { get; init; }

    /// <summary>Whether the caller is on this machine, and not merely a proxy that stands for others.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Where the caller is, as far as known; null if not. A ledger behind gRPC is not told.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The name given to the request so that it is written once; null for none.</summary>
    public string? RequestName { get; init; }

    /// <summary>Further metadata for a ledger behind gRPC; names in lower case.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>The identity of the ledger's data, once it has answered; null if it did not say.</summary>
    public string? ServerIdentity { get; set; }

    /// <summary>Whether the request turned out to have been committed before.</summary>
    public bool IsReplay { get; set; }
}
