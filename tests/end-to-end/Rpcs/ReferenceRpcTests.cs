using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Log;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Rpcs;

/// <summary>References, sorted sets and atomic lists of operations through our own client.</summary>
public sealed class ReferenceRpcTests(RunningHost running) : IClassFixture<RunningHost>
{
    private Session Session => running.Session;

    [Fact]
    public async Task GetReference_PinnedIndex_GivesThatVersionWhereGetGivesTheNewest()
    {
        var first = await Session.Client.SetAsync(Wire.Pair("target", "one"), Session.Options);
        var second = await Session.Client.SetAsync(Wire.Pair("target", "two"), Session.Options);
        var reference = new ReferenceOptions { Reference = Wire.Bytes("pinned"), Key = Wire.Bytes("target"), Index = first };
        await Session.Client.ReferenceAsync(reference, Session.Options);

        var pinned = await Session.Client.GetReferenceAsync(Wire.Key("pinned"), Session.Options);
        var newest = await Session.Client.GetAsync(Wire.Key("pinned"), Session.Options);

        Assert.Equal(Wire.Item("target", "one", first.Index_), pinned);
        Assert.Equal(Wire.Item("target", "two", second.Index_), newest);
    }

    [Fact]
    public async Task SafeReference_NoIndex_ProofHoldsForTheStoredForm()
    {
        await Session.Client.SetAsync(Wire.Pair("safe target", "v"), Session.Options);
        var trusted = await Session.RootAsync();
        var options = new ReferenceOptions { Reference = Wire.Bytes("safe name"), Key = Wire.Bytes("safe target") };

        var proof = await Session.Client.SafeReferenceAsync(
            new SafeReferenceOptions { Ro = options, RootIndex = trusted.Index }, Session.Options);

        Assert.Equal(proof.Index, proof.At);
        trusted.Advance(proof, options.Reference, Stored("safe target"));
    }

    [Fact]
    public async Task SafeZAdd_NoIndex_ProofHoldsForTheStoredForm()
    {
        await Session.Client.SetAsync(Wire.Pair("member", "v"), Session.Options);
        var trusted = await Session.RootAsync();
        var options = Member("safe set", 1.5, "member");

        var proof = await Session.Client.SafeZAddAsync(
            new SafeZAddOptions { Zopts = options, RootIndex = trusted.Index }, Session.Options);

        var key = SortedSetKey.Encode("safe set"u8, 1.5, "member"u8, null);
        Assert.Equal(proof.Index, proof.At);
        trusted.Advance(proof, ByteString.CopyFrom(key), Stored("member"));
    }

    [Fact]
    public async Task ZScan_MixedSigns_AreInNumericOrder()
    {
        var target = await Session.Client.SetAsync(Wire.Pair("scored", "v"), Session.Options);
        foreach (var score in new[] { -2.0, 3, -1, 0, 1.5 })
            await Session.Client.ZAddAsync(Member("signs", score, "scored"), Session.Options);

        var scan = await Session.Client.ZScanAsync(new ZScanOptions { Set = Wire.Bytes("signs") }, Session.Options);

        Assert.Equal([-2, -1, 0, 1.5, 3], scan.Items.Select(item => item.Score));
        Assert.All(scan.Items, item => Assert.Equal(Wire.Item("scored", "v", target.Index_), item.Item));
    }

    [Fact]
    public async Task ExecAllOps_OperationsOnAnEarlierKey_AreBoundToItsNewIndex()
    {
        var operations = new Ops
        {
            Operations =
            {
                new Op { KVs = Wire.Pair("bound", "v") },
                new Op { ROpts = new ReferenceOptions { Reference = Wire.Bytes("bound name"), Key = Wire.Bytes("bound") } },
                new Op { ZOpts = Member("bound set", 1, "bound") },
            },
        };

        var last = await Session.Client.ExecAllOpsAsync(operations, Session.Options);

        var reference = await Session.Client.ByIndexAsync(Wire.Index(last.Index_ - 1), Session.Options);
        var scan = await Session.Client.ZScanAsync(new ZScanOptions { Set = Wire.Bytes("bound set") }, Session.Options);
        Assert.Equal(ReferenceValue.Encode("bound"u8, last.Index_ - 2), reference.Value.Span);
        Assert.Equal(Wire.Item("bound", "v", last.Index_ - 2), scan.Items.Single().Item);
        Assert.Equal(last.Index_, scan.Items.Single().Index);
    }

    [Fact]
    public async Task Reference_AbsentTarget_IsNotFound()
    {
        var options = new ReferenceOptions { Reference = Wire.Bytes("dangling"), Key = Wire.Bytes("nothing here") };

        await Refusal.IsAsync(
            StatusCode.NotFound, "Key not found", () => Session.Client.ReferenceAsync(options, Session.Options));
    }

    private static ZAddOptions Member(string set, double score, string key) => new()
    {
        Set = Wire.Bytes(set),
        Score = new Score { Score_ = score },
        Key = Wire.Bytes(key),
    };

    private static ByteString Stored(string target) =>
        ByteString.CopyFrom(ReferenceValue.Encode(Wire.Bytes(target).Span, null));
}
