using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Tests.Serving;

/// <content>Each rpc with its types, so that tests name only what they vary.</content>
internal sealed partial class TestServer
{
    public Task<Index> SetAsync(string key, string value) => CallAsync<KeyValue, Index>("Set", Requests.Kv(key, value));

    public Task<Index> SetAsync(KeyValue request) => CallAsync<KeyValue, Index>("Set", request);

    public Task<Proof> SafeSetAsync(SafeSetOptions request) => CallAsync<SafeSetOptions, Proof>("SafeSet", request);

    public Task<Item> GetAsync(string key) => CallAsync<Key, Item>("Get", Requests.KeyOf(key));

    public Task<SafeItem> SafeGetAsync(string key, ulong? rootIndex = null) =>
        CallAsync<SafeGetOptions, SafeItem>("SafeGet", new SafeGetOptions { Key = Bytes.Of(key), RootIndex = Requests.At(rootIndex) });

    public Task<Index> SetBatchAsync(params KeyValue[] items) => CallAsync<KVList, Index>("SetBatch", new KVList { KVs = { items } });

    public Task<ItemList> GetBatchAsync(params string[] keys) =>
        CallAsync<KeyList, ItemList>("GetBatch", new KeyList { Keys = { keys.Select(Requests.KeyOf) } });

    public Task<Index> ExecAllOpsAsync(params Op[] ops) => CallAsync<Ops, Index>("ExecAllOps", new Ops { Operations = { ops } });

    public Task<Index> ReferenceAsync(string name, string key, ulong? index = null) =>
        CallAsync<ReferenceOptions, Index>("Reference", Requests.Reference(name, key, index));

    public Task<Proof> SafeReferenceAsync(SafeReferenceOptions request) => CallAsync<SafeReferenceOptions, Proof>("SafeReference", request);

    public Task<Item> GetReferenceAsync(string name) => CallAsync<Key, Item>("GetReference", Requests.KeyOf(name));

    public Task<Index> ZAddAsync(string set, double score, string key, ulong? index = null) =>
        CallAsync<ZAddOptions, Index>("ZAdd", Requests.ZAdd(set, score, key, index));

    public Task<Index> ZAddAsync(ZAddOptions request) => CallAsync<ZAddOptions, Index>("ZAdd", request);

    public Task<Proof> SafeZAddAsync(SafeZAddOptions request) => CallAsync<SafeZAddOptions, Proof>("SafeZAdd", request);

    public Task<ZItemList> ZScanAsync(ZScanOptions request) => CallAsync<ZScanOptions, ZItemList>("ZScan", request);

    public Task<ItemList> ScanAsync(ScanOptions request) => CallAsync<ScanOptions, ItemList>("Scan", request);

    public Task<Page> IScanAsync(ulong pageSize, ulong pageNumber) =>
        CallAsync<IScanOptions, Page>("IScan", new IScanOptions { PageSize = pageSize, PageNumber = pageNumber });

    public Task<Item> ByIndexAsync(ulong index) => CallAsync<Index, Item>("ByIndex", Requests.At(index)!);

    public Task<SafeItem> BySafeIndexAsync(ulong index, ulong? rootIndex = null) =>
        CallAsync<SafeIndexOptions, SafeItem>("BySafeIndex", new SafeIndexOptions { Index = index, RootIndex = Requests.At(rootIndex) });

    public Task<ItemList> HistoryAsync(HistoryOptions request) => CallAsync<HistoryOptions, ItemList>("History", request);

    public async Task<ulong> CountAsync(string key) =>
        (await CallAsync<KeyPrefix, ItemsCount>("Count", new KeyPrefix { Prefix = Bytes.Of(key) })).Count;

    public async Task<ulong> CountAllAsync() => (await CallAsync<Empty, ItemsCount>("CountAll", new Empty())).Count;

    public Task<Root> CurrentRootAsync() => CallAsync<Empty, Root>("CurrentRoot", new Empty());

    public Task<InclusionProof> InclusionAsync(ulong index) => CallAsync<Index, InclusionProof>("Inclusion", Requests.At(index)!);

    public Task<ConsistencyProof> ConsistencyAsync(ulong index) => CallAsync<Index, ConsistencyProof>("Consistency", Requests.At(index)!);

    public Task<Tree> PrintTreeAsync() => CallAsync<Empty, Tree>("PrintTree", new Empty());

    public Task<List<DumpKVList>> DumpAsync() => StreamAsync<Empty, DumpKVList>("Dump", new Empty());

    /// <summary>Sets each key to its own name, one entry each: "a" gets index 0.</summary>
    public async Task SetEachAsync(params string[] keys)
    {
        foreach (string key in keys)
            await SetAsync(key, key);
    }

    /// <summary>Dataset D of the specification: entry i has key and value i in decimal.</summary>
    public async Task SetDatasetAsync(int size)
    {
        for (int i = 0; i < size; i++)
            await SetAsync($"{i}", $"{i}");
    }
}
