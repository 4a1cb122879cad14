using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Service.Rpc;

/// <summary>The one place where a ledger's failure becomes a status.</summary>
public static class LedgerFaults
{
    /// <summary>The answer to give for <paramref name="exception"/>, its text included; null if it is not a ledger's.</summary>
    public static RpcException? ToRpc(Exception exception) =>
        exception is LedgerException fault ? new RpcException(CodeOf(fault.Kind), fault.Message, fault) : null;

    /// <summary>The status of a kind of failure.</summary>
    public static StatusCode CodeOf(LedgerErrorKind kind) => kind switch
    {
        LedgerErrorKind.Invalid => StatusCode.InvalidArgument,
        LedgerErrorKind.NotFound => StatusCode.NotFound,
        LedgerErrorKind.Conflict => StatusCode.Aborted,
        LedgerErrorKind.Denied => StatusCode.PermissionDenied,
        LedgerErrorKind.Unavailable => StatusCode.Unavailable,
        LedgerErrorKind.Corrupt => StatusCode.DataLoss,
        _ => StatusCode.Unknown,
    };
}
