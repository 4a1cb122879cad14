using System.Net;
using System.Text;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Rest;
using ImmuFunctions.Functions.Tests.Serving;
using Microsoft.Extensions.Logging;
using Xunit;
using static ImmuFunctions.Functions.Tests.Serving.HttpCalls;

namespace ImmuFunctions.Functions.Tests.Hosting;

public sealed class HostileTests(FunctionHostFixture fixture) : IClassFixture<FunctionHostFixture>
{
    private const string GatewayError = """^(\{"error":"(.*)","code":\d+,"message":"\2"\}|Not Found\n|Method Not Allowed\n)$""";

    // Pieces of requests to every route; random changes make most of them wrong somewhere.
    private static readonly string[] Bodies =
    [
        """{"KVs":[{"key":"YQ==","value":"MQ=="},{"key":"Yg=="}]}""",
        """{"keys":[{"key":"YQ=="}]}""",
        """{"Operations":[{"KVs":{"key":"YQ=="}},{"ZOpts":{"set":"cw==","score":{"score":-1e-7},"key":"YQ==","index":{"index":"1"}}},{"ROpts":{"reference":"cg==","key":"YQ=="}}]}""",
        """{"prefix":"YQ==","offset":"Yg==","limit":"18446744073709551615","reverse":true,"deep":true}""",
        """{"set":"cw==","score":{"score":"NaN"},"key":"YQ==","min":{"score":1},"max":null,"limit":5}""",
        """{"pageSize":1,"pageNumber":18446744073709551615}""",
        """{"reference":"cg==","key":"YQ==","index":{"index":0}}""",
        """{"action":"REVOKE","username":"a","permission":"255"}""",
        """{"user":"aW1tdWRi","password":"aW1tdWRi"}""",
    ];

    private static readonly string[] Segments =
        ["YQ==", "-_8=", "+%2F8=", "%252F", "%C3%28", "%E2%82%AC", "%0A%0D", "%5C", "..", "%2E%2E", ".", "a", "=", "0", "1", "-1", "18446744073709551616", "0x1", "countall", "safe", "index", "", "{key}", ":", "%", "%zz", "~", "'\"<>"];

    private static readonly string[] HeaderValues = ["", " ", "Bearer", "Bearer ", "Bearer x,y", "Basic eDp5", "x", "\t", "*", "999999999999999999999", "-1", "null", "https://x", "gzip", "%00", "immudb", "{\"a\":1}"];

    private static readonly string[] HeaderNames =
        ["Authorization", "Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers", "X-Request-Id", "X-Forwarded-For", "Grpc-Metadata-X", "Grpc-Metadata-", "immufunctions-request-id", "Accept", "Accept-Encoding", "If-None-Match", "Range", "traceparent", "Cookie", "Content-Type", "Grpc-Timeout"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Send_ChangedRequests_AreAnsweredAsDocumented(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 1000; round++)
        {
            HttpFunction function = RestFunctions.All[random.Next(RestFunctions.All.Count)];
            string path = "/" + (random.Next(4) == 0 ? RestRoot[1..] + string.Join('/', random.GetItems(Segments, random.Next(4))) : WithSegment(function.Route, random));
            HttpMethod method = random.Next(8) == 0 ? HttpMethod.Put : new HttpMethod(function.Method);
            (string, string)[] headers = [.. random.GetItems(HeaderNames, random.Next(3)).Select(name => (name, random.GetItems(HeaderValues, 1)[0]))];
            HttpContent? body = method == HttpMethod.Get ? null : new ByteArrayContent(Changed(Bodies[random.Next(Bodies.Length)], random));

            Answer answer = await fixture.Host.SendAsync(method, path, body, null, headers);

            if ((int)answer.Status >= 300 && IsReallyHttp(path))
                Assert.Matches(GatewayError, answer.Body);
        }

        Assert.Empty(fixture.Host.Log.From(LogLevel.Warning));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Send_AnyBytes_IsRefusedAndNothingElse(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            byte[] request = Encoding.Latin1.GetBytes($"POST {RestRoot}batch/set HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer t\r\nX-Request-Id: a\r\n\r\n5\r\n{{    \r\n1\r\n}}\r\n0\r\n\r\n");
            for (int changes = random.Next(1, 6); changes > 0; changes--)
                request[random.Next(request.Length)] = (byte)random.Next(256);
            await using RawConnection connection = await RawConnection.OpenAsync(fixture.Host.Address, TestContext.Current.CancellationToken);

            await connection.SendAsync(request, TestContext.Current.CancellationToken);
            connection.EndSending();
            string answer = await connection.ReadToEndAsync(TestContext.Current.CancellationToken);

            Assert.Matches("^(HTTP/1.1 [345]\\d\\d |$)", answer);
        }

        Assert.Empty(fixture.Host.Log.From(LogLevel.Warning));
        Assert.Equal(HttpStatusCode.OK, (await fixture.Host.GetAsync("/healthz")).Status);
    }

    [Fact]
    public async Task Connect_ManyThatSayNothing_DoNotKeepOthersOut()
    {
        var idle = new List<RawConnection>();
        try
        {
            for (int i = 0; i < 2000; i++)
                idle.Add(await RawConnection.OpenAsync(fixture.Host.Address, TestContext.Current.CancellationToken));
            foreach (RawConnection connection in idle.Take(1000))
                await connection.SendAsync("GET / HTTP/1.1\r\nHo", TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, (await fixture.Host.GetAsync(RestRoot + "root")).Status);
        }
        finally
        {
            foreach (RawConnection connection in idle)
                await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task Connect_MoreThanAllowed_AreClosed()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("max-connections=2");
        await using RawConnection first = await RawConnection.OpenAsync(host.Address, TestContext.Current.CancellationToken);
        await first.SendAsync("GET / HTTP/1.1\r\nHo", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/")).Status);

        await using RawConnection third = await RawConnection.OpenAsync(host.Address, TestContext.Current.CancellationToken);

        Assert.Equal("", await third.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static string WithSegment(string route, Random random) =>
        route.IndexOf('{') is var at and >= 0 ? route[..at] + random.GetItems(Segments, 1)[0] : route;

    // What is no path at all, the server refuses before anybody looks where it leads; dots may lead elsewhere.
    private static bool IsReallyHttp(string path) => !path.Contains("..", StringComparison.Ordinal) && !path.Contains("%2E", StringComparison.Ordinal) && !path.Contains("/./", StringComparison.Ordinal) && !path.EndsWith("/.", StringComparison.Ordinal);

    private static byte[] Changed(string body, Random random)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        for (int changes = random.Next(4); changes > 0; changes--)
            bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : "{}[]\":,\\0n"u8[random.Next(10)];
        return random.Next(8) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
