using System.Net;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Rest;
using ImmuFunctions.Functions.Tests.Serving;
using Xunit;
using static ImmuFunctions.Functions.Tests.Serving.HttpCalls;

namespace ImmuFunctions.Functions.Tests.Rest;

public sealed class RestRouteTests : IAsyncLifetime
{
    private RunningFunctions _host = null!;

    // Three entries: a = 1 (0), b = 2 (1), ÿ?> = 3 (2); the last key's base64 has '/' and '+' in it.
    public async ValueTask InitializeAsync()
    {
        _host = await RunningFunctions.StartAsync();
        Answer set = await _host.PostAsync(RestRoot + "batch/set", """{"KVs":[{"key":"YQ==","value":"MQ=="},{"key":"Yg==","value":"Mg=="},{"key":"+/8=","value":"Mw=="}]}""");
        Assert.Equal("""{"index":"2"}""", set.Body);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("item/YQ==", """{"key":"YQ==","value":"MQ=="}""")]
    [InlineData("item/Yg==", """{"key":"Yg==","value":"Mg==","index":"1"}""")]
    [InlineData("item/Yg%3D%3D", """{"key":"Yg==","value":"Mg==","index":"1"}""")]
    [InlineData("item/-_8=", """{"key":"+/8=","value":"Mw==","index":"2"}""")]
    [InlineData("item/+%2F8=", """{"key":"+/8=","value":"Mw==","index":"2"}""")]
    [InlineData("item/%2B%252f8%3D", """{"key":"+/8=","value":"Mw==","index":"2"}""")]
    [InlineData("item/YQ==?key=Yg==&unknown=1", """{"key":"YQ==","value":"MQ=="}""")]
    [InlineData("item/index/0", """{"key":"YQ==","value":"MQ=="}""")]
    [InlineData("item/index/1", """{"key":"Yg==","value":"Mg==","index":"1"}""")]
    [InlineData("item/count/YQ==", """{"count":"1"}""")]
    [InlineData("item/count/eg==", "{}")]
    [InlineData("item/countall", """{"count":"6"}""")]
    public async Task Get_OfARoute_IsTheMessage(string path, string expected)
    {
        Answer answer = await _host.GetAsync(RestRoot + path);

        Assert.Equal(expected, answer.Body);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal("application/grpc", answer.Header("Grpc-Metadata-Content-Type"));
        Assert.Equal(20, answer.Header("Grpc-Metadata-Immudb-Uuid")!.Length);
        Assert.Null(answer.Header("Grpc-Metadata-Immufunctions-Replay"));
    }

    [Theory]
    [InlineData("batch/get", """{"keys":[{"key":"Yg=="},{"key":"eno="},{"key":"YQ=="}]}""", """{"items":[{"key":"Yg==","value":"Mg==","index":"1"},{"key":"YQ==","value":"MQ=="}]}""")]
    [InlineData("batch/get", "", "{}")]
    [InlineData("item/scan", """{"limit":2}""", """{"items":[{"key":"YQ==","value":"MQ=="},{"key":"Yg==","value":"Mg==","index":"1"}]}""")]
    [InlineData("item/scan", """{"limit":"1","reverse":true,"deep":false,"what":[]}""", """{"items":[{"key":"+/8=","value":"Mw==","index":"2"}]}""")]
    [InlineData("iscan", """{"pageSize":2,"pageNumber":1}""", """{"items":[{"key":"YQ==","value":"MQ=="},{"key":"Yg==","value":"Mg==","index":"1"}],"more":true}""")]
    [InlineData("history", """{"key":"Yg=="}""", """{"items":[{"key":"Yg==","value":"Mg==","index":"1"}]}""")]
    [InlineData("history", """{"key":"eno="}""", "{}")]
    [InlineData("zscan", """{"set":"cw=="}""", "{}")]
    public async Task Post_OfAReadingRoute_IsTheMessage(string path, string body, string expected)
    {
        Answer answer = await _host.PostAsync(RestRoot + path, body);

        Assert.Equal(expected, answer.Body);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Post_OfWritingRoutes_WritesWhatReadingRoutesAnswer()
    {
        Assert.Equal("""{"index":"3"}""", (await _host.PostAsync(RestRoot + "reference", """{"reference":"cg==","key":"Yg=="}""")).Body);
        Assert.Equal("""{"key":"Yg==","value":"Mg==","index":"1"}""", (await _host.GetAsync(RestRoot + "reference/cg==")).Body);
        Assert.Equal("""{"index":"4"}""", (await _host.PostAsync(RestRoot + "zadd", """{"set":"cw==","score":{"score":1.5},"key":"YQ==","index":{"index":"0"}}""")).Body);
        Assert.Equal(
            """{"items":[{"item":{"key":"YQ==","value":"MQ=="},"score":1.5,"currentOffset":"X358SU1NVXx+X3NffnxJTU1VfH5fP/gAAAAAAABhAAAAAAAAAAAB","index":"4"}]}""",
            (await _host.PostAsync(RestRoot + "zscan", """{"set":"cw=="}""")).Body);
        Assert.Equal(
            """{"index":"7"}""",
            (await _host.PostAsync(RestRoot + "batch/atomic/set", """{"Operations":[{"KVs":{"key":"Yw==","value":"NA=="}},{"ZOpts":{"set":"cw==","score":{"score":2},"key":"Yw=="}},{"ROpts":{"reference":"cm0=","key":"Yw=="}}]}""")).Body);
        Assert.Equal("""{"key":"Yw==","value":"NA==","index":"5"}""", (await _host.GetAsync(RestRoot + "reference/cm0=")).Body);
    }

    [Fact]
    public async Task Get_OfRootAndProofs_HasTheTreesHashes()
    {
        // One entry: key and value "0". The hashes are dataset_leaves[0] and roots[1] of the vectors of immudb 0.8.
        await using RunningFunctions one = await RunningFunctions.StartAsync();
        const string Leaf = "CD1nIiRY9PlAxAHOxyIXl/t4H+63NzdD6oVnvwP2dJc=";

        Assert.Equal("""{"payload":{},"signature":{}}""", (await one.GetAsync(RestRoot + "root")).Body);
        await one.SetBatchAsync(("0", "0"));

        Assert.Equal($$$"""{"payload":{"root":"{{{Leaf}}}"},"signature":{}}""", (await one.GetAsync(RestRoot + "root")).Body);
        Assert.Equal($$"""{"root":"{{Leaf}}","leaf":"{{Leaf}}"}""", (await one.GetAsync(RestRoot + "inclusionproof/0")).Body);
        Assert.Equal($$"""{"secondRoot":"{{Leaf}}"}""", (await one.GetAsync(RestRoot + "consistencyproof/0")).Body);
        Assert.Equal(
            $$$"""{"item":{"key":"MA==","value":"MA=="},"proof":{"leaf":"{{{Leaf}}}","root":"{{{Leaf}}}"}}""",
            (await one.GetAsync(RestRoot + "item/safe/index/0?rootIndex.index=0")).Body);
    }

    [Theory]
    [InlineData("rootIndex.index=0", 1)]
    [InlineData("rootIndex.index=1", 1)]
    [InlineData("rootIndex.index=2", 0)]
    [InlineData("rootIndex.index=1&rootIndex.index=x", 1)]
    [InlineData("rootIndex.other=5&index=9&x.y=1", 1)]
    public async Task BySafeIndex_WithARoot_ProvesFromIt(string query, int hasPath)
    {
        Answer answer = await _host.GetAsync(RestRoot + "item/safe/index/1?" + query);

        Assert.StartsWith("""{"item":{"key":"Yg==","value":"Mg==","index":"1"},"proof":{"leaf":""", answer.Body, StringComparison.Ordinal);
        Assert.Equal(hasPath == 1, answer.Body.Contains("consistencyPath", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_OfTheServer_NeedsNoBody()
    {
        Answer answer = await _host.GetAsync(RestRoot + "healthresponse");

        Assert.StartsWith("""{"status":true,"version":"immudb 0.8.1""", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dump_OfTheDatabase_IsOneObjectPerLine()
    {
        Answer answer = await _host.PostAsync(RestRoot + "dump", "{}");

        Assert.StartsWith("""{"result":{"kv":[{"key":""", answer.Body, StringComparison.Ordinal);
        Assert.EndsWith("]}}\n", answer.Body, StringComparison.Ordinal);
        Assert.Contains("""{"key":"Yg==","value":"AAAAAAAAAAIy","user_meta":"AA==",""", answer.Body, StringComparison.Ordinal);
        Assert.Equal("application/json", answer.ContentType);
        Assert.NotNull(answer.Header("Grpc-Metadata-Immudb-Uuid"));
    }

    [Fact]
    public async Task Dump_OfAnEmptyDatabase_IsEmpty()
    {
        await using RunningFunctions empty = await RunningFunctions.StartAsync();

        Answer answer = await empty.PostAsync(RestRoot + "dump", "");

        Assert.Equal(("", HttpStatusCode.OK, "application/json"), (answer.Body, answer.Status, answer.ContentType));
    }

    [Fact]
    public async Task SetBatch_SentTwiceUnderOneName_IsWrittenOnce()
    {
        const string Body = """{"KVs":[{"key":"bg==","value":"MQ=="}]}""";

        Answer first = await _host.PostAsync(RestRoot + "batch/set", Body, null, ("immufunctions-request-id", "n1"));
        Answer second = await _host.PostAsync(RestRoot + "batch/set", Body, null, ("immufunctions-request-id", "n1"));

        Assert.Equal(("""{"index":"3"}""", null), (first.Body, first.Header("immufunctions-replay")));
        Assert.Equal(("""{"index":"3"}""", "true", "true"), (second.Body, second.Header("immufunctions-replay"), second.Header("Grpc-Metadata-Immufunctions-Replay")));
    }

    [Fact]
    public void All_Functions_HaveNamesOfTheirOwn()
    {
        Assert.Equal(29, RestFunctions.All.Count);
        Assert.Equal(FunctionTable.Http.Count, FunctionTable.Http.Select(f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(FunctionTable.Http, f => Assert.Matches("^[a-z][a-z0-9_-]*$", f.Name));
    }
}
