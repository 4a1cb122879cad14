using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Reading;
using ImmuFunctions.Client.Writing;
using ImmuFunctions.Protocol.Grpc;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client;

/// <content>Writes that the ledger merely acknowledges: nothing shows yet that what it wrote is what was sent.</content>
public sealed partial class LedgerClient
{
    /// <summary>As <see cref="SetAsync"/>, not verified.</summary>
    public Task<ulong> SetUnverifiedAsync(LedgerBytes key, LedgerBytes value, CancellationToken cancellationToken = default) =>
        AppendAsync("SetUnverified", "Set", new KeyValue { Key = key.ToByteString(), Value = _stamp.Wrap(key, value) }, cancellationToken);

    /// <summary>As <see cref="SetRawAsync"/>, not verified.</summary>
    public Task<ulong> SetRawUnverifiedAsync(LedgerBytes key, LedgerBytes value, CancellationToken cancellationToken = default) =>
        AppendAsync("SetRawUnverified", "Set", new KeyValue { Key = key.ToByteString(), Value = value.ToByteString() }, cancellationToken);

    /// <summary>As <see cref="SetReferenceAsync"/>, not verified.</summary>
    public Task<ulong> SetReferenceUnverifiedAsync(LedgerBytes name, LedgerBytes key, ulong? index = null, CancellationToken cancellationToken = default) =>
        AppendAsync("SetReferenceUnverified", "Reference", Requests.Reference(name, key, index), cancellationToken);

    /// <summary>As <see cref="AddToSetAsync"/>, not verified.</summary>
    public Task<ulong> AddToSetUnverifiedAsync(LedgerBytes set, double score, LedgerBytes key, ulong? index = null, CancellationToken cancellationToken = default) =>
        AppendAsync("AddToSetUnverified", "ZAdd", Requests.Member(set, score, key, index), cancellationToken);

    /// <summary>As <see cref="SetAllAsync"/>, not verified.</summary>
    public Task<WrittenRange> SetAllUnverifiedAsync(IEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> entries, CancellationToken cancellationToken = default)
    {
        KVList batch = Requests.Batch(entries, _stamp);
        return AppendAllAsync("SetAllUnverified", "SetBatch", batch, batch.KVs.Count, cancellationToken);
    }

    /// <summary>As <see cref="ExecuteAsync"/>, not verified.</summary>
    public Task<WrittenRange> ExecuteUnverifiedAsync(IEnumerable<LedgerOperation> operations, CancellationToken cancellationToken = default)
    {
        Ops batch = Requests.Operations(operations, _stamp);
        return AppendAllAsync("ExecuteUnverified", "ExecAllOps", batch, batch.Operations.Count, cancellationToken);
    }

    private Task<ulong> AppendAsync(string operation, string rpc, IMessage request, CancellationToken cancellationToken) => _guard.RunAsync(operation, async () =>
    {
        string? name = await _names.NextAsync(cancellationToken).ConfigureAwait(false);
        Index answer = await _session.AskAsync<Index>(rpc, request, cancellationToken, name).ConfigureAwait(false);
        return answer.Index_;
    });

    private async Task<WrittenRange> AppendAllAsync(string operation, string rpc, IMessage request, int count, CancellationToken cancellationToken)
    {
        ulong last = await AppendAsync(operation, rpc, request, cancellationToken).ConfigureAwait(false);
        return last >= (ulong)count - 1 && last < ulong.MaxValue
            ? new WrittenRange(last + 1 - (ulong)count, last + 1)
            : throw new LedgerClientException(StatusCode.DataLoss, $"{count} entries cannot end with entry {last}");
    }
}
