using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Errors;

/// <summary>The one table of what can go wrong, with immudb 0.8's codes and exact texts, each made anew to be thrown.</summary>
/// <remarks>
/// Clients compare some texts and codes, so both are part of the wire format, and so is that immudb answers many plain
/// errors with <see cref="StatusCode.Unknown"/>. This file has the data rpcs; the others sessions and accounts.
/// The same table for people is docs/errors.md.
/// </remarks>
public static partial class ImmuErrors
{
    /// <summary>No entry has this key, or the key a reference points at.</summary>
    public static RpcException KeyNotFound() => new(StatusCode.NotFound, "Key not found");

    /// <summary>No entry has this index.</summary>
    public static RpcException IndexNotFound() => new(StatusCode.NotFound, "index not found");

    /// <summary>The key is empty or reserved.</summary>
    public static RpcException InvalidKey() => new(StatusCode.InvalidArgument, "invalid key");

    /// <summary>The name of a reference is empty or reserved.</summary>
    public static RpcException InvalidReference() => new(StatusCode.InvalidArgument, "invalid reference");

    /// <summary>The prefix of a scan or count is reserved.</summary>
    public static RpcException InvalidKeyPrefix() => new(StatusCode.InvalidArgument, "invalid key prefix");

    /// <summary>The name of a sorted set is empty, reserved or holds the set separator.</summary>
    public static RpcException InvalidSet() => new(StatusCode.InvalidArgument, "invalid set");

    /// <summary>The offset of a scan is reserved.</summary>
    public static RpcException InvalidOffset() => new(StatusCode.InvalidArgument, "invalid offset");

    /// <summary>The caller's trusted index lies past the end of the log.</summary>
    public static RpcException InvalidRootIndex() => new(StatusCode.InvalidArgument, "invalid root index");

    /// <summary>The entry at the index given has another key.</summary>
    public static RpcException IndexKeyMismatch() => new(StatusCode.InvalidArgument, "mismatch between provided index and key");

    /// <summary>The newest version of the key is a plain entry.</summary>
    public static RpcException NotAReference() => new(StatusCode.InvalidArgument, "provided argument is not a reference");

    /// <summary>A verified write: what the ledger proves to have written is another entry.</summary>
    public static RpcException ProofMismatch() => new(StatusCode.Unknown, "proof does not match the given item");

    /// <summary>Reference, unlike SafeReference, was given no key or no name.</summary>
    public static RpcException EmptyKey() => new(StatusCode.Unknown, "Key cannot be empty");

    /// <summary>A batch without elements.</summary>
    public static RpcException EmptyBatch() => new(StatusCode.InvalidArgument, "empty set");

    /// <summary>A batch sets one key twice.</summary>
    public static RpcException DuplicateKeys() =>
        new(StatusCode.InvalidArgument, "duplicated keys are not supported in single batch transaction");

    /// <summary>A batch adds one member to one set twice.</summary>
    public static RpcException DuplicateMembers() =>
        new(StatusCode.InvalidArgument, "duplicated index inside zAdd insertions are not supported in single batch transaction");

    /// <summary>A batch makes one reference twice.</summary>
    public static RpcException DuplicateReferences() =>
        new(StatusCode.InvalidArgument, "duplicated references insertions are not supported in single batch transaction");

    /// <summary>An element of ExecAllOps is none of the three operations.</summary>
    public static RpcException OperationNotSet() => new(StatusCode.InvalidArgument, "operation is not set");

    /// <summary>ExecAllOps adds a key it does not set, without an index.</summary>
    public static RpcException MemberIndexMissing() => new(StatusCode.InvalidArgument, "zAdd index not provided");

    /// <summary>ExecAllOps refers to a key it does not set, without an index.</summary>
    public static RpcException ReferenceIndexMissing() => new(StatusCode.InvalidArgument, "reference index not provided");

    /// <summary>More than 52,427 elements.</summary>
    public static RpcException BatchTooBig() => new(StatusCode.Unknown, "Txn is too big to fit into one request");

    /// <summary>A write of a key longer than 65,000 bytes.</summary>
    /// <param name="size">Bytes of the key as stored.</param>
    /// <remarks>immudb appends a dump of the whole key, which is more than a trailer can carry; the text ends before it.</remarks>
    public static RpcException KeyTooLong(int size) =>
        new(StatusCode.Unknown, $"unknown error: Key with size {size} exceeded 65000 limit. Key:");
}
