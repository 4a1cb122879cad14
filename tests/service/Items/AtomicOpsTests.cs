using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Items;

public sealed class AtomicOpsTests
{
    private const string DuplicateKeys = "duplicated keys are not supported in single batch transaction";
    private const string DuplicateMembers = "duplicated index inside zAdd insertions are not supported in single batch transaction";
    private const string DuplicateReferences = "duplicated references insertions are not supported in single batch transaction";
    private const string Mismatch = "mismatch between provided index and key";

    // The log holds a (0) and b (1) before each.
    public static TheoryData<StatusCode, string, Op[]> Refused => new()
    {
        { StatusCode.InvalidArgument, "empty set", [] },
        { StatusCode.InvalidArgument, "operation is not set", [Requests.SetOp("x", "1"), new Op()] },
        { StatusCode.InvalidArgument, DuplicateKeys, [Requests.SetOp("x", "1"), Requests.SetOp("x", "2")] },
        { StatusCode.InvalidArgument, DuplicateMembers, [Requests.ZAddOp("s", 1, "a", 0), Requests.ZAddOp("s", 2, "a", 0)] },
        { StatusCode.InvalidArgument, DuplicateReferences, [Requests.ReferenceOp("r", "a", 0), Requests.ReferenceOp("r", "a", 0)] },
        { StatusCode.InvalidArgument, DuplicateKeys, [Requests.ZAddOp("s", 1, "a"), Requests.SetOp("", "1"), Requests.SetOp("", "2")] },
        { StatusCode.InvalidArgument, "operation is not set", [Requests.ZAddOp("s", 1, "a"), new Op()] },
        { StatusCode.InvalidArgument, "zAdd index not provided", [Requests.ZAddOp("s", 1, "a")] },
        { StatusCode.InvalidArgument, "reference index not provided", [Requests.ReferenceOp("r", "a")] },
        { StatusCode.InvalidArgument, "zAdd index not provided", [Requests.ZAddOp("s", 1, "x"), Requests.SetOp("x", "set after use")] },
        { StatusCode.NotFound, "index not found", [Requests.ZAddOp("s", 1, "a", 2)] },
        { StatusCode.NotFound, "index not found", [Requests.SetOp("x", "1"), Requests.ReferenceOp("r", "", 2)] },
        { StatusCode.InvalidArgument, Mismatch, [Requests.ZAddOp("s", 1, "a", 1)] },
        { StatusCode.InvalidArgument, Mismatch, [Requests.ReferenceOp("r", "b", 0)] },
        { StatusCode.InvalidArgument, "invalid key", [Requests.SetOp("", "1")] },
        { StatusCode.InvalidArgument, "invalid key", [Requests.SetOp("\0", "1")] },
        { StatusCode.InvalidArgument, "invalid key", [Requests.SetOp("!badger!", "1")] },
        { StatusCode.InvalidArgument, "invalid key", [Requests.ReferenceOp("", "a", 0)] },
        { StatusCode.InvalidArgument, "invalid key", [Requests.ReferenceOp(Requests.FlushMark, "a", 0)] },
        { StatusCode.InvalidArgument, "zAdd index not provided", [Requests.SetOp("", "1"), Requests.ZAddOp("s", 1, "a")] },
        { StatusCode.InvalidArgument, "invalid set", [Requests.ZAddOp("x" + Requests.SetSeparator, 1, "a", 0)] },
        { StatusCode.InvalidArgument, "invalid key", [new Op { KVs = new KeyValue() }] },
        { StatusCode.InvalidArgument, "zAdd index not provided", [new Op { ZOpts = new ZAddOptions() }] },
        { StatusCode.InvalidArgument, "reference index not provided", [new Op { ROpts = new ReferenceOptions() }] },
    };

    [Theory, MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task ExecAllOps_ListThatBreaksARule_WritesNothing(StatusCode code, string message, Op[] ops)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b");

        await Refusal.WritesNothingAsync(server, code, message, () => server.ExecAllOpsAsync(ops));
    }

    [Fact]
    public async Task ExecAllOps_AllKinds_AreConsecutiveEntriesInOrder()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");

        ulong last = (await server.ExecAllOpsAsync(
            Requests.SetOp("x", "1"), Requests.ReferenceOp("r", "a", 0), Requests.ZAddOp("s", 1.5, "a", 0), Requests.SetOp("y", "2"))).Index_;

        Assert.Equal(4UL, last);
        Assert.Equal(new Item { Key = Bytes.Of("x"), Value = Bytes.Of("1"), Index = 1 }, await server.ByIndexAsync(1));
        Assert.Equal("a\0\0\0\0\0\0\0\0\x1", Bytes.Text((await server.ByIndexAsync(2)).Value));
        Assert.Equal("y", Bytes.Text((await server.ByIndexAsync(4)).Key));
    }

    [Fact]
    public async Task ExecAllOps_PointersToKeySetInTheList_AreBoundToItsNewIndex()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("x", "other");

        await server.ExecAllOpsAsync(
            Requests.SetOp("filler", ""), Requests.SetOp("x", "new"), Requests.ReferenceOp("r", "x"), Requests.ZAddOp("s", 1, "x", 0));

        Assert.Equal("x\0\0\0\0\0\0\0\x3\x1", Bytes.Text((await server.ByIndexAsync(4)).Value));
        Assert.Equal("x\0\0\0\0\0\0\0\x3\x1", Bytes.Text((await server.ByIndexAsync(5)).Value));
        Assert.EndsWith("x\0\0\0\0\0\0\0\x3\x1", Bytes.Text((await server.ByIndexAsync(5)).Key), StringComparison.Ordinal);
        Assert.Equal("new", Bytes.Text((await server.GetReferenceAsync("r")).Value));
    }

    [Fact]
    public async Task ExecAllOps_BoundPointers_AreLeavesAsStored()
    {
        await using var server = await TestServer.OpenAsync();
        await server.ExecAllOpsAsync(Requests.SetOp("x", "v"), Requests.ZAddOp("s", -1, "x"), Requests.ReferenceOp("r", "x"));

        foreach (ulong index in new ulong[] { 0, 1, 2 })
        {
            SafeItem answer = await server.BySafeIndexAsync(index);
            ProofCheck.Holds(answer.Proof, answer.Item.Key, answer.Item.Value);
        }
    }

    [Fact]
    public async Task ExecAllOps_IndexWithoutKey_TakesTheKeyOfTheEntry()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");

        await server.ExecAllOpsAsync(Requests.ReferenceOp("r", "", 0));

        Assert.Equal("a", Bytes.Text((await server.GetAsync("r")).Key));
    }

    [Fact]
    public async Task ExecAllOps_NameAndKeyThatJoinAlike_AreNoDuplicates()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("c", "bc");

        await server.ExecAllOpsAsync(Requests.ReferenceOp("ab", "c", 0), Requests.ReferenceOp("a", "bc", 1));

        Assert.Equal("bc", Bytes.Text((await server.GetAsync("a")).Key));
    }

    [Fact]
    public async Task ExecAllOps_ReferenceAndMemberAlike_AreNoDuplicates()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("k");

        Assert.Equal(2UL, (await server.ExecAllOpsAsync(Requests.ReferenceOp("n", "k", 0), Requests.ZAddOp("n", 1, "k", 0))).Index_);
    }

    [Fact]
    public async Task ExecAllOps_StoredKeyTwice_KeepsBothAndTheNewestWins()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");

        await server.ExecAllOpsAsync(Requests.SetOp("z", "plain"), Requests.ReferenceOp("z", "a", 0));

        Assert.Equal("plain", Bytes.Text((await server.ByIndexAsync(1)).Value));
        Assert.Equal("a", Bytes.Text((await server.GetAsync("z")).Key));
        Assert.Equal(2UL, await server.CountAsync("z"));
    }

    [Fact]
    public async Task ExecAllOps_UnnamedSet_IsKept()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");

        Assert.Equal(1UL, (await server.ExecAllOpsAsync(Requests.ZAddOp("", 1, "a", 0))).Index_);
    }

    [Fact]
    public async Task ExecAllOps_MissingScore_IsZero()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");

        await server.ExecAllOpsAsync(new Op { ZOpts = new ZAddOptions { Set = Bytes.Of("s"), Key = Bytes.Of("a"), Index = Requests.At(0) } });

        ZItem member = Assert.Single((await server.ZScanAsync(new ZScanOptions { Set = Bytes.Of("s") })).Items);
        Assert.Equal(0.0, member.Score);
    }

    [Fact]
    public async Task ExecAllOps_OneElementMoreThanFits_IsTooBig()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.WritesNothingAsync(
            server,
            StatusCode.Unknown,
            "Txn is too big to fit into one request",
            () => server.ExecAllOpsAsync([.. Enumerable.Range(0, 52_428).Select(i => Requests.SetOp($"{i}", ""))]));
    }
}
