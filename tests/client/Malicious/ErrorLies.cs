using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>An error in place of an answer. That an outage is one cannot be told from the lie: it is an error, and never "there is none".</summary>
internal static class ErrorLies
{
    private static readonly string[] Reads = ["SafeGet", "BySafeIndex", "GetBatch", "GetAt", "Scan", "History", "IScan", "ZScan", "FindByValue", "KeysWithValue", "CurrentRoot", "Receipt"];
    private static readonly string[] Writes = ["SafeSet", "SafeReference", "SafeZAdd", "SetBatch", "ExecAllOps"];

    public static IReadOnlyList<Lie> All { get; } =
    [
        new("`UNAVAILABLE` in place of an answer", Lie.Everything, stage => Fail(stage, [.. Reads, .. Writes], new RpcException(StatusCode.Unavailable, "down"))),
        new("`UNAVAILABLE` in place of a proof", ["GetAll", "Scan", "History", "Entries", "SetMembers", "FindByValue", "KeysWithValue", "SetAll", "Execute"], stage =>
            Fail(stage, ["Prove"], new RpcException(StatusCode.Unavailable, "down"))),
        new("`Key not found` for a key that was seen", ["Get", "Get (reference)", "Get (reference with index)", "GetAt"], stage => Fail(stage, ["SafeGet", "GetAt"], ImmuErrors.KeyNotFound())),
        new("`index not found` for an entry that was there", ["GetByIndex"], stage => Fail(stage, ["BySafeIndex"], ImmuErrors.IndexNotFound())),
        new("`invalid root index` for the trusted root", ["Get", "GetByIndex", "Set", "SetReference", "AddToSet"], stage =>
            Fail(stage, ["SafeGet", "BySafeIndex", .. Writes], ImmuErrors.InvalidRootIndex())),
    ];

    private static void Fail(Stage stage, IEnumerable<string> rpcs, RpcException error)
    {
        foreach (string rpc in rpcs)
            stage.Server.Lies[rpc] = _ => throw error;
    }
}
