using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Connections;

/// <summary>What may be done with an rpc without knowing what it is about.</summary>
internal static class RpcKinds
{
    // Of immudb's. They change nothing, or nothing that a second time would change again.
    private static readonly FrozenSet<string> Reads = FrozenSet.Create(
        StringComparer.Ordinal,
        "ListUsers", "Login", "UseDatabase", "DatabaseList", "Get", "SafeGet", "GetBatch", "GetReference", "ZScan", "Scan", "IScan", "History",
        "Count", "CountAll", "ByIndex", "BySafeIndex", "CurrentRoot", "Inclusion", "Consistency", "PrintTree", "Dump", "Health");

    private static readonly FrozenSet<string> Writes = FrozenSet.Create(
        StringComparer.Ordinal, "Set", "SafeSet", "SetBatch", "ExecAllOps", "Reference", "SafeReference", "ZAdd", "SafeZAdd");

    /// <summary>Whether a call may be sent again that may have been answered already.</summary>
    /// <param name="rpc">Of <see cref="ImmuService"/> or <see cref="LedgerQueries"/>.</param>
    /// <param name="isNamed">Whether the request has a name by which a ledger that knows such names writes it once.</param>
    public static bool MayRepeat(MethodDescriptor rpc, bool isNamed) => rpc.Service == LedgerQueries.Descriptor
        ? rpc.Name != "ConfigureDatabase"
        : Reads.Contains(rpc.Name) || (isNamed && Writes.Contains(rpc.Name));

    /// <summary>Whether the ledger may answer the same call in a moment.</summary>
    public static bool IsTransient(StatusCode code) => code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted;
}
