using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.References;

public sealed class ReferenceTests
{
    private const StatusCode Invalid = StatusCode.InvalidArgument;

    // name, key, index, then what Reference says, then what SafeReference says. The log holds a (0) and b (1).
    public static TheoryData<string, string, ulong?, StatusCode, string, StatusCode, string> Refused => new()
    {
        { "r", "", null, StatusCode.Unknown, "Key cannot be empty", Invalid, "invalid key" },
        { "r", "\0", null, Invalid, "invalid key", Invalid, "invalid key" },
        { "r", Requests.FlushMark, null, Invalid, "invalid key", Invalid, "invalid key" },
        { "", "a", null, StatusCode.Unknown, "Key cannot be empty", Invalid, "invalid reference" },
        { "", "a", 0, StatusCode.Unknown, "Key cannot be empty", Invalid, "invalid reference" },
        { "\0", "a", null, Invalid, "invalid reference", Invalid, "invalid reference" },
        { Requests.FlushMark, "a", 0, Invalid, "invalid reference", Invalid, "invalid reference" },
        { "\0", "\0", null, Invalid, "invalid key", Invalid, "invalid key" },
        { "r", "missing", null, StatusCode.NotFound, "Key not found", StatusCode.NotFound, "Key not found" },
        { "r", "a", 2, StatusCode.NotFound, "index not found", StatusCode.NotFound, "index not found" },
        { "r", "", 2, StatusCode.NotFound, "index not found", StatusCode.NotFound, "index not found" },
        { "r", "a", 1, Invalid, "mismatch between provided index and key", Invalid, "mismatch between provided index and key" },
        { "r", "\0", 1, Invalid, "mismatch between provided index and key", Invalid, "mismatch between provided index and key" },
        { "!badger!r", "a", null, Invalid, "invalid key", Invalid, "invalid key" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task Reference_ThatBreaksARule_WritesNothing(
        string name, string key, ulong? index, StatusCode code, string message, StatusCode safeCode, string safeMessage)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b");

        await Refusal.WritesNothingAsync(server, code, message, () => server.ReferenceAsync(name, key, index));
        await Refusal.WritesNothingAsync(
            server, safeCode, safeMessage, () => server.SafeReferenceAsync(Requests.SafeReference(name, key, index)));
    }

    [Theory]
    [InlineData("greeting", null, "greeting\0\0\0\0\0\0\0\0\0")]
    [InlineData("greeting", 3UL, "greeting\0\0\0\0\0\0\0\x3\x1")]
    [InlineData("greeting", 0UL, "greeting\0\0\0\0\0\0\0\0\x1")]
    [InlineData("", 3UL, "greeting\0\0\0\0\0\0\0\x3\x1")]
    public async Task Reference_WithAndWithoutIndex_IsStoredAsImmudbDoes(string key, ulong? index, string stored)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("greeting", "x", "y", "greeting");

        ulong at = (await server.ReferenceAsync("r", key, index)).Index_;

        Assert.Equal(new Item { Key = Bytes.Of("r"), Value = Bytes.Of(stored), Index = 4 }, await server.ByIndexAsync(at));
    }

    [Fact]
    public async Task Reference_NameTooLong_NamesItsSize()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => server.ReferenceAsync(new string('r', 65_001), "a"));

        Assert.StartsWith("unknown error: Key with size 65001 exceeded", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SafeReference_WithoutOptions_IsInvalidKey()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(Invalid, "invalid key", () => server.SafeReferenceAsync(new SafeReferenceOptions()));
    }

    [Fact]
    public async Task SafeReference_BadRoot_IsJudgedAfterNamesAndBeforeTheLookUp()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");

        await Refusal.IsAsync(Invalid, "invalid reference", () => server.SafeReferenceAsync(Requests.SafeReference("", "a", rootIndex: 1)));
        await Refusal.IsAsync(Invalid, "invalid root index", () => server.SafeReferenceAsync(Requests.SafeReference("r", "missing", rootIndex: 1)));
    }

    [Fact]
    public async Task SafeReference_Answer_ProvesTheStoredEntry()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b", "c");
        Root trusted = await server.CurrentRootAsync();

        Proof proof = await server.SafeReferenceAsync(Requests.SafeReference("r", "a", rootIndex: 2));

        Assert.Equal((3UL, 3UL), (proof.Index, proof.At));
        ProofCheck.Holds(proof, Bytes.Of("r"), Bytes.Of("a\0\0\0\0\0\0\0\0\0"), trusted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData(Requests.FlushMark)]
    public async Task GetReference_EmptyOrReservedName_IsInvalidReference(string name)
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(Invalid, "invalid reference", () => server.GetReferenceAsync(name));
    }

    [Fact]
    public async Task GetReference_UnknownName_IsNotFound()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(StatusCode.NotFound, "Key not found", () => server.GetReferenceAsync("r"));
    }

    [Fact]
    public async Task GetReference_PlainKey_IsNoReference()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");
        await server.ReferenceAsync("r", "a");
        await server.SetAsync("r", "plain again");

        await Refusal.IsAsync(Invalid, "provided argument is not a reference", () => server.GetReferenceAsync("r"));
    }

    [Theory]
    [InlineData(null, 2UL)]
    [InlineData(0UL, 0UL)]
    [InlineData(2UL, 2UL)]
    public async Task GetReference_WithAndWithoutIndex_HonoursIt(ulong? index, ulong expected)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b", "a");
        await server.ReferenceAsync("r", "a", index);

        Assert.Equal(expected, (await server.GetReferenceAsync("r")).Index);
    }

    [Fact]
    public async Task GetReference_ToReference_IsItsRawValue()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");
        await server.ReferenceAsync("inner", "a");
        await server.ReferenceAsync("outer", "inner");

        Assert.Equal("a\0\0\0\0\0\0\0\0\0", Bytes.Text((await server.GetReferenceAsync("outer")).Value));
    }
}
