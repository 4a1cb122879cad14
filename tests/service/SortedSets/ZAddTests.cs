using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.SortedSets;

public sealed class ZAddTests
{
    private const StatusCode Invalid = StatusCode.InvalidArgument;

    // set, key, index. The log holds a (0) and b (1).
    public static TheoryData<string, string, ulong?, StatusCode, string> Refused => new()
    {
        { "s", "", null, Invalid, "invalid key" },
        { "s", "\0", null, Invalid, "invalid key" },
        { "s", Requests.FlushMark, null, Invalid, "invalid key" },
        { "", "", null, Invalid, "invalid key" },
        { "", "a", null, Invalid, "invalid set" },
        { "", "a", 0, Invalid, "invalid set" },
        { "\0", "a", null, Invalid, "invalid set" },
        { Requests.FlushMark, "a", null, Invalid, "invalid set" },
        { "x" + Requests.SetSeparator + "y", "a", null, Invalid, "invalid set" },
        { Requests.SetSeparator, "a", null, Invalid, "invalid set" },
        { "s", "missing", null, StatusCode.NotFound, "Key not found" },
        { "s", "a", 2, StatusCode.NotFound, "index not found" },
        { "s", "", 2, StatusCode.NotFound, "index not found" },
        { "s", "a", 1, Invalid, "mismatch between provided index and key" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task ZAdd_ThatBreaksARule_WritesNothing(string set, string key, ulong? index, StatusCode code, string message)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b");

        await Refusal.WritesNothingAsync(server, code, message, () => server.ZAddAsync(set, 1, key, index));
        await Refusal.WritesNothingAsync(server, code, message, () => server.SafeZAddAsync(Requests.SafeZAdd(set, 1, key, index)));
    }

    [Fact]
    public async Task ZAdd_WithIndex_IsStoredAsImmudbDoes()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b", "c", "greeting");

        ulong at = (await server.ZAddAsync("s", 1.5, "greeting", 3)).Index_;

        Item stored = await server.ByIndexAsync(at);
        Assert.Equal("_~|IMMU|~_s_~|IMMU|~_\x3f\xf8\0\0\0\0\0\0greeting\0\0\0\0\0\0\0\x3\x1", Bytes.Text(stored.Key));
        Assert.Equal("greeting\0\0\0\0\0\0\0\x3\x1", Bytes.Text(stored.Value));
    }

    [Fact]
    public async Task ZAdd_IndexWithoutKey_TakesTheKeyOfTheEntry()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");

        ulong at = (await server.ZAddAsync("s", 1, "", 0)).Index_;

        Assert.Equal("a\0\0\0\0\0\0\0\0\x1", Bytes.Text((await server.ByIndexAsync(at)).Value));
    }

    [Fact]
    public async Task ZAdd_MissingScore_IsZero()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");

        await server.ZAddAsync(new ZAddOptions { Set = Bytes.Of("s"), Key = Bytes.Of("a") });

        Assert.Equal(0.0, Assert.Single((await server.ZScanAsync(new ZScanOptions { Set = Bytes.Of("s") })).Items).Score);
    }

    [Fact]
    public async Task ZAdd_ComposedKeyTooLong_NamesItsSize()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");
        string set = new('s', 65_000 - 10 - 10 - 8 - 1 - 9);

        await server.ZAddAsync(set, 1, "a");
        var refusal = await Assert.ThrowsAsync<RpcException>(() => server.ZAddAsync(set + "s", 1, "a"));

        Assert.StartsWith("unknown error: Key with size 65001 exceeded", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SafeZAdd_WithoutOptions_IsInvalidKey()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(Invalid, "invalid key", () => server.SafeZAddAsync(new SafeZAddOptions()));
    }

    [Fact]
    public async Task SafeZAdd_BadRoot_IsJudgedAfterTheSetAndBeforeTheLookUp()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(Invalid, "invalid set", () => server.SafeZAddAsync(Requests.SafeZAdd("", 1, "a", rootIndex: 5)));
        await Refusal.IsAsync(Invalid, "invalid root index", () => server.SafeZAddAsync(Requests.SafeZAdd("s", 1, "a", rootIndex: 5)));
    }

    [Fact]
    public async Task SafeZAdd_Answer_ProvesTheStoredEntry()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b");
        Root trusted = await server.CurrentRootAsync();

        Proof proof = await server.SafeZAddAsync(Requests.SafeZAdd("s", -1, "a", rootIndex: 1));

        Assert.Equal((2UL, 2UL), (proof.Index, proof.At));
        ProofCheck.Holds(
            proof,
            Bytes.Of("_~|IMMU|~_s_~|IMMU|~_\xbf\xf0\0\0\0\0\0\0a\0\0\0\0\0\0\0\0\0"),
            Bytes.Of("a\0\0\0\0\0\0\0\0\0"),
            trusted);
    }
}
