using Immudb.Schema;
using ImmuFunctions.Ledger;
using ImmuFunctions.V1;

namespace ImmuFunctions.Service.Tests.Serving;

/// <content>The rpcs of LedgerQueries.</content>
internal sealed partial class TestServer
{
    public static Task<TestServer> WithValueIndexAsync() => OpenAsync(options: new LedgerOptions { ValueIndex = true });

    public Task<ValuePage> FindByValueAsync(ValueQuery request) => _queries.CallAsync<ValueQuery, ValuePage>("FindByValue", request, Caller);

    public Task<ValuePage> KeysWithValueAsync(ValueQuery request) => _queries.CallAsync<ValueQuery, ValuePage>("KeysWithValue", request, Caller);

    public Task<StatsReply> StatsAsync(bool exactKeys = false) =>
        _queries.CallAsync<StatsRequest, StatsReply>("Stats", new StatsRequest { ExactKeys = exactKeys }, Caller);

    public Task<ProveReply> ProveAsync(ProveRequest request) => _queries.CallAsync<ProveRequest, ProveReply>("Prove", request, Caller);

    public Task<ItemAt> GetAtAsync(GetAtRequest request) => _queries.CallAsync<GetAtRequest, ItemAt>("GetAt", request, Caller);

    public Task<ItemAt> GetAtAsync(string key, ulong index) => GetAtAsync(new GetAtRequest { Key = Bytes.Of(key), Index = index });

    public Task<ItemAt> GetAtAsync(string key, RootIndex root) => GetAtAsync(new GetAtRequest { Key = Bytes.Of(key), Root = root });

    public Task<List<ItemList>> StreamScanAsync(ScanOptions request) => _queries.StreamAsync<ScanOptions, ItemList>("Scan", request, Caller);

    public Task<List<ZItemList>> StreamZScanAsync(ZScanOptions request) => _queries.StreamAsync<ZScanOptions, ZItemList>("ZScan", request, Caller);
}
