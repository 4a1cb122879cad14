using System.Diagnostics.CodeAnalysis;
using Immudb.Schema;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Tests.Serving;

/// <summary>Requests written briefly.</summary>
internal static class Requests
{
    /// <summary>A reserved name: immudb's own flush mark.</summary>
    public const string FlushMark = "IMMUDB.METADATA.LAST_FLUSHED_LEAF";

    public const string SetSeparator = "_~|IMMU|~_";

    public static KeyValue Kv(string key, string value) => new() { Key = Bytes.Of(key), Value = Bytes.Of(value) };

    public static Key KeyOf(string key) => new() { Key_ = Bytes.Of(key) };

    [return: NotNullIfNotNull(nameof(index))]
    public static Index? At(ulong? index) => index is { } given ? new Index { Index_ = given } : null;

    public static SafeSetOptions SafeSet(string key, string value, ulong? rootIndex = null) =>
        new() { Kv = Kv(key, value), RootIndex = At(rootIndex) };

    public static ReferenceOptions Reference(string name, string key, ulong? index = null) =>
        new() { Reference = Bytes.Of(name), Key = Bytes.Of(key), Index = At(index) };

    public static SafeReferenceOptions SafeReference(string name, string key, ulong? index = null, ulong? rootIndex = null) =>
        new() { Ro = Reference(name, key, index), RootIndex = At(rootIndex) };

    public static ZAddOptions ZAdd(string set, double score, string key, ulong? index = null) =>
        new() { Set = Bytes.Of(set), Score = new Score { Score_ = score }, Key = Bytes.Of(key), Index = At(index) };

    public static SafeZAddOptions SafeZAdd(string set, double score, string key, ulong? index = null, ulong? rootIndex = null) =>
        new() { Zopts = ZAdd(set, score, key, index), RootIndex = At(rootIndex) };

    public static Op SetOp(string key, string value) => new() { KVs = Kv(key, value) };

    public static Op ZAddOp(string set, double score, string key, ulong? index = null) => new() { ZOpts = ZAdd(set, score, key, index) };

    public static Op ReferenceOp(string name, string key, ulong? index = null) => new() { ROpts = Reference(name, key, index) };
}
