using Immudb.Schema;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Writing;

/// <summary>Messages of writes. They share the bytes they were given.</summary>
internal static class Requests
{
    public static ReferenceOptions Reference(LedgerBytes name, LedgerBytes key, ulong? index) =>
        new() { Reference = name.ToByteString(), Key = key.ToByteString(), Index = At(index) };

    public static ZAddOptions Member(LedgerBytes set, double score, LedgerBytes key, ulong? index) =>
        new() { Set = set.ToByteString(), Score = new Score { Score_ = score }, Key = key.ToByteString(), Index = At(index) };

    public static KVList Batch(IEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> entries, ValueStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var batch = new KVList();
        foreach ((LedgerBytes key, LedgerBytes value) in entries)
            batch.KVs.Add(new KeyValue { Key = key.ToByteString(), Value = stamp.Wrap(key, value) });
        return batch;
    }

    public static Ops Operations(IEnumerable<LedgerOperation> operations, ValueStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(operations);
        var batch = new Ops();
        foreach (LedgerOperation operation in operations)
            batch.Operations.Add(Operation(operation, stamp));
        return batch;
    }

    /// <summary>The key of the entry that an operation writes; null for a member of a set, which nobody asks for by its key.</summary>
    public static LedgerBytes? KeyOf(Op operation) => (operation.KVs?.Key ?? operation.ROpts?.Reference) is { } key ? new LedgerBytes(key.Memory) : default(LedgerBytes?);

    private static Op Operation(LedgerOperation operation, ValueStamp stamp) => operation switch
    {
        SetOperation set => new Op { KVs = new KeyValue { Key = set.Key.ToByteString(), Value = set.IsRaw ? set.Value.ToByteString() : stamp.Wrap(set.Key, set.Value) } },
        ReferenceOperation reference => new Op { ROpts = Reference(reference.Name, reference.Key, reference.Index) },
        MemberOperation member => new Op { ZOpts = Member(member.SetName, member.Score, member.Key, member.Index) },
        _ => throw new ArgumentNullException(nameof(operation)),
    };

    private static Index? At(ulong? index) => index is { } at ? new Index { Index_ = at } : null;
}
