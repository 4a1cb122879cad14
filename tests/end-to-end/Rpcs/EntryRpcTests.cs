using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Rpcs;

/// <summary>Writing and reading entries through our own client, proofs verified with the core.</summary>
public sealed class EntryRpcTests(RunningHost running) : IClassFixture<RunningHost>
{
    private Session Session => running.Session;

    [Fact]
    public async Task Get_AfterTwoSets_GivesTheNewest()
    {
        await Session.Client.SetAsync(Wire.Pair("entry", "old"), Session.Options);
        var set = await Session.Client.SetAsync(Wire.Pair("entry", "new"), Session.Options);

        var item = await Session.Client.GetAsync(Wire.Key("entry"), Session.Options);

        Assert.Equal(Wire.Item("entry", "new", set.Index_), item);
    }

    [Fact]
    public async Task Get_AbsentKey_IsNotFound()
    {
        await Refusal.IsAsync(
            StatusCode.NotFound, "Key not found",
            () => Session.Client.GetAsync(Wire.Key("absent"), Session.Options));
    }

    [Fact]
    public async Task SafeSet_GrowingLog_EveryProofExtendsTheLast()
    {
        var trusted = await Session.RootAsync();
        for (var number = 0; number < 300; number++)
        {
            var pair = Wire.Pair($"safe {number}", $"{number}");

            var proof = await Session.Client.SafeSetAsync(
                new SafeSetOptions { Kv = pair, RootIndex = trusted.Index }, Session.Options);

            Assert.Equal(proof.Index, proof.At);
            trusted = trusted.Advance(proof, pair.Key, pair.Value);
        }
    }

    [Fact]
    public async Task SafeSet_ManyAtOnce_EachProofEndsInItsOwnEntry()
    {
        await Session.Client.SetAsync(Wire.Pair("first", "entry"), Session.Options);
        var trusted = await Session.RootAsync();
        var pairs = Enumerable.Range(0, 200).Select(number => Wire.Pair($"at once {number}", "v")).ToList();

        var proofs = await Task.WhenAll(pairs.Select(pair => Session.Client.SafeSetAsync(
            new SafeSetOptions { Kv = pair, RootIndex = trusted.Index }, Session.Options)));

        Assert.Equal(proofs.Length, proofs.Select(proof => proof.Index).Distinct().Count());
        Assert.All(proofs.Zip(pairs), written =>
        {
            Assert.Equal(written.First.Index, written.First.At);
            trusted.Advance(written.First, written.Second.Key, written.Second.Value);
        });
    }

    [Fact]
    public async Task SafeGet_OldTrustedRoot_ProofExtendsIt()
    {
        await Session.Client.SetAsync(Wire.Pair("safe get", "v"), Session.Options);
        var trusted = await Session.RootAsync();
        await Session.Client.SetAsync(Wire.Pair("another", "v"), Session.Options);

        var reply = await Session.Client.SafeGetAsync(
            new SafeGetOptions { Key = Wire.Bytes("safe get"), RootIndex = trusted.Index }, Session.Options);

        var now = trusted.Advance(reply.Proof, Wire.Bytes("safe get"), Wire.Bytes("v"));
        Assert.Equal(reply.Item.Index, reply.Proof.Index);
        Assert.Equal(await Session.RootAsync(), now);
    }

    [Fact]
    public async Task SafeSet_RootIndexPastTheEnd_StoresNothing()
    {
        await Session.Client.SetAsync(Wire.Pair("first", "entry"), Session.Options);
        var before = await Session.RootAsync();

        await Refusal.IsAsync(
            StatusCode.InvalidArgument, "invalid root index",
            () => Session.Client.SafeSetAsync(
                new SafeSetOptions { Kv = Wire.Pair("k", "v"), RootIndex = Wire.Index(before.Size) }, Session.Options));

        Assert.Equal(before, await Session.RootAsync());
    }

    [Fact]
    public async Task SetBatch_TenThousandKeys_GetBatchGivesThemBack()
    {
        var batch = new KVList();
        batch.KVs.AddRange(Enumerable.Range(0, 10_000).Select(number => Wire.Pair($"batch {number}", $"{number}")));
        var keys = new KeyList();
        keys.Keys.AddRange(batch.KVs.Select(pair => new Key { Key_ = pair.Key }));

        var last = await Session.Client.SetBatchAsync(batch, Session.Options);
        var items = await Session.Client.GetBatchAsync(keys, Session.Options);

        var first = last.Index_ - 9_999;
        Assert.Equal(
            batch.KVs.Select((pair, at) => new Item { Key = pair.Key, Value = pair.Value, Index = first + (ulong)at }),
            items.Items);
    }

    [Fact]
    public async Task SetBatch_DuplicateKey_StoresNothing()
    {
        var batch = new KVList { KVs = { Wire.Pair("duplicate", "1"), Wire.Pair("duplicate", "2") } };

        await Refusal.IsAsync(
            StatusCode.InvalidArgument, "duplicated keys are not supported in single batch transaction",
            () => Session.Client.SetBatchAsync(batch, Session.Options));
        await Refusal.IsAsync(
            StatusCode.NotFound, "Key not found",
            () => Session.Client.GetAsync(Wire.Key("duplicate"), Session.Options));
    }

    [Fact]
    public async Task Set_CompressedRequest_IsUnderstood()
    {
        var value = new string('z', 100_000);

        await Session.Client.SetAsync(Wire.Pair("compressed", value), Session.Options with { Compress = true });

        var item = await Session.Client.GetAsync(Wire.Key("compressed"), Session.Options with { Compress = true });
        Assert.Equal(value, item.Value.ToStringUtf8());
    }
}
