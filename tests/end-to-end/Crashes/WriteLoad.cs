using System.Security.Cryptography;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Crashes;

/// <summary>Several writers that write until the host is gone, and record what it acknowledged.</summary>
internal sealed class WriteLoad
{
    private const int WritersPerKind = 3;
    private const int BatchSize = 5;
    private const int MaxValueBytes = 2_000;

    private readonly Session _session;
    private readonly WriteRecord _record;
    private readonly string _name;
    private readonly Task<RpcException[]> _ends;

    /// <summary>Starts writing.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="record">Keeps the attempts and the acknowledgements.</param>
    /// <param name="name">Part of every key; new for each load of one record.</param>
    public WriteLoad(Session session, WriteRecord record, string name)
    {
        (_session, _record, _name) = (session, record, name);
        var writers = Enumerable.Range(0, WritersPerKind).SelectMany(writer => new[]
        {
            WriteAsync($"set-{writer}", 1, SetAsync),
            WriteAsync($"safe-{writer}", 1, SafeSetAsync),
            WriteAsync($"batch-{writer}", BatchSize, SetBatchAsync),
        });
        _ends = Task.WhenAll(writers);
    }

    /// <summary>Waits until <paramref name="count"/> entries are acknowledged in all.</summary>
    public async Task UntilAcknowledgedAsync(int count)
    {
        while (_record.Acknowledged.Count < count)
        {
            if (_ends.IsCompleted)
                Assert.Fail($"the writers ended early: {string.Join("; ", (await _ends).Select(end => end.Message))}");
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }
    }

    /// <summary>Waits until every writer has met the end of the host. Fails if one met anything else.</summary>
    public async Task EndedAsync() =>
        Assert.All(await _ends, end => Assert.Equal(StatusCode.Unavailable, end.Code));

    private async Task<RpcException> WriteAsync(string writer, int batchSize, Func<IReadOnlyList<KeyValue>, Task<ulong>> write)
    {
        var previous = -1L;
        for (var number = 0; ; number++)
        {
            var batch = Enumerable.Range(0, batchSize).Select(place => Pair($"{_name}/{writer}/{number}/{place}")).ToList();
            _record.Attempt(batch);
            try
            {
                var last = await write(batch);
                _record.Acknowledge(batch, last);
                Assert.True((long)last > previous, "a later write has a greater index");
                previous = (long)last;
            }
            catch (RpcException end)
            {
                return end;
            }
        }
    }

    private async Task<ulong> SetAsync(IReadOnlyList<KeyValue> batch) =>
        (await _session.Client.SetAsync(batch[0], _session.Options)).Index_;

    private async Task<ulong> SetBatchAsync(IReadOnlyList<KeyValue> batch) =>
        (await _session.Client.SetBatchAsync(new KVList { KVs = { batch } }, _session.Options)).Index_;

    private async Task<ulong> SafeSetAsync(IReadOnlyList<KeyValue> batch)
    {
        var trusted = _record.LargestRoot;
        var proof = await _session.Client.SafeSetAsync(
            new SafeSetOptions { Kv = batch[0], RootIndex = trusted.Index }, _session.Options);
        _record.Trust(trusted.Advance(proof, batch[0].Key, batch[0].Value));
        return proof.Index;
    }

    private static KeyValue Pair(string key) => new()
    {
        Key = Wire.Bytes(key),
        Value = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(MaxValueBytes))),
    };
}
