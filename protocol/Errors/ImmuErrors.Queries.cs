using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Errors;

/// <content>LedgerQueries and request ids, which immudb does not have: codes and texts are our own.</content>
public static partial class ImmuErrors
{
    /// <summary>A writing rpc: the database would have more entries than the host's configuration allows.</summary>
    /// <param name="database">Its name.</param>
    public static RpcException QuotaExceeded(string database) =>
        new(StatusCode.ResourceExhausted, $"database {database} may not have so many entries");

    /// <summary>A writing rpc: the header <c>immufunctions-request-id</c> carries no name.</summary>
    public static RpcException InvalidRequestName() => new(
        StatusCode.InvalidArgument, "immufunctions-request-id must be 1 to 128 printable ASCII characters");

    /// <summary>FindByValue, KeysWithValue: the ledger does not index values.</summary>
    public static RpcException NoValueIndex() => new(
        StatusCode.FailedPrecondition, "this ledger does not index values: start its host with --value-index, which makes the index from the log");

    /// <summary>FindByValue, KeysWithValue: the request has neither of the two.</summary>
    public static RpcException ValueMissing() => new(StatusCode.InvalidArgument, "give a value in equal or in prefix");

    /// <summary>FindByValue, KeysWithValue: the cursor is none that a page of this ledger ended with.</summary>
    public static RpcException InvalidCursor() => new(StatusCode.InvalidArgument, "invalid cursor");

    /// <summary>GetAt: the request has neither of the two.</summary>
    public static RpcException TimeMissing() => new(StatusCode.InvalidArgument, "give a time in index or in root");

    /// <summary>GetAt: the root is no SHA-256 hash.</summary>
    public static RpcException InvalidRoot() => new(StatusCode.InvalidArgument, "invalid root");

    /// <summary>GetAt: at the root's index the ledger had another root.</summary>
    public static RpcException ForeignRoot() => new(
        StatusCode.FailedPrecondition, "this ledger never had the root given: it is of another ledger, or one of the two was changed");

    /// <summary>GetAt: the root's index lies past the end of the log.</summary>
    public static RpcException LaterRoot() => new(
        StatusCode.FailedPrecondition, "the root given is of more entries than this ledger has: it is of another ledger, or entries were cut off");

    /// <summary>Prove: the sizes fall, are zero or too many, or entries are too many or without a tree to be in.</summary>
    public static RpcException InvalidProofRequest() => new(
        StatusCode.InvalidArgument, "invalid proof request: sizes must be at least 1 and not fall, with at most 256 of them and 1024 entries");

    /// <summary>Receipt: the ledger has no key to sign checkpoints with, or makes none.</summary>
    public static RpcException NoReceipts() => new(
        StatusCode.FailedPrecondition, "this ledger signs no checkpoints, so it gives no receipts: start its host with --signingKey");
}
