using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Service.Items;

/// <summary>Bounds what one list reply may hold, so that no request can make the server run out of memory.</summary>
internal struct ReplyBudget
{
    /// <summary>The most bytes of keys and values in a reply that must be whole: 64 MiB.</summary>
    /// <remarks>Far above what clients accept (4 MiB by default): immudb itself has no bound here.</remarks>
    public const int MaxBytes = 64 << 20;

    /// <summary>The most bytes of a reply that can be continued by another: 3 MiB, which every client accepts.</summary>
    public const int PageBytes = 3 << 20;

    private const int MessageOverheadBytes = 32;

    private long _bytes;

    /// <summary>Counts <paramref name="entry"/>; throws RESOURCE_EXHAUSTED when the reply has become too large.</summary>
    public void Take(Entry entry)
    {
        _bytes += BytesOf(entry);
        if (_bytes > MaxBytes)
            throw new RpcException(StatusCode.ResourceExhausted, $"the reply would hold more than {MaxBytes} bytes: ask for less with a limit");
    }

    /// <summary>Counts <paramref name="entry"/> if the page has room for it; the first always fits.</summary>
    public bool TryTake(Entry entry)
    {
        long bytes = _bytes + BytesOf(entry);
        if (_bytes > 0 && bytes > PageBytes)
            return false;
        _bytes = bytes;
        return true;
    }

    private static long BytesOf(Entry entry) => (long)entry.Key.Length + entry.Value.Length + MessageOverheadBytes;
}
