using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Service.Items;

/// <summary>Bounds what one list reply may hold, so that no request can make the server run out of memory.</summary>
/// <remarks>Far above what clients accept (4 MiB by default): immudb itself has no bound here.</remarks>
internal struct ReplyBudget
{
    /// <summary>The most bytes of keys and values in one reply.</summary>
    public const int MaxBytes = 256 << 20;

    private const int MessageOverheadBytes = 32;

    private long _bytes;

    /// <summary>Counts <paramref name="entry"/>; throws RESOURCE_EXHAUSTED when the reply has become too large.</summary>
    public void Take(Entry entry)
    {
        _bytes += entry.Key.Length + entry.Value.Length + MessageOverheadBytes;
        if (_bytes > MaxBytes)
            throw new RpcException(StatusCode.ResourceExhausted, $"the reply would hold more than {MaxBytes} bytes: ask for less with a limit");
    }
}
