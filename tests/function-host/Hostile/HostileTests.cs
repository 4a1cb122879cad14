using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ImmuFunctions.HostEmulator.Tests.Deployments;
using ImmuFunctions.HostEmulator.Tests.Emulator;

namespace ImmuFunctions.HostEmulator.Tests.Hostile;

/// <summary>What is published, under callers who mean it ill: it answers what can be answered, stays small, and goes on.</summary>
public sealed class HostileTests(Deployment deployment)
{
    private const int Connections = 10_000;
    private const int HugeBody = 100_000_000;
    private const long MostGrowth = 192L << 20;
    private const int HttpVersionNotSupported = 505;
    private const string Login = "/v1/immurestproxy/login";

    [Fact]
    public async Task Connections_TenThousandIdle_AreHeldWhileOthersAreAnswered()
    {
        using var folder = new TemporaryFolder();
        await using HandlerProcess handler = await StartAsync(folder);
        long before = ResidentMemory.Of(handler.Id);
        var idle = new List<RawConnection>(Connections);

        try
        {
            for (int i = 0; i < Connections; i++)
            {
                idle.Add(await RawConnection.OpenAsync(handler.Port));
                // Every other one has begun to say something.
                if (i % 2 == 0)
                    await idle[i].SendAsync($"POST {Login} HTTP/1.1\r\nHost: x\r\nX-");
            }

            await AnswersAsync(handler);
            Assert.InRange(ResidentMemory.Of(handler.Id) - before, long.MinValue, MostGrowth);
        }
        finally
        {
            idle.ForEach(connection => connection.Dispose());
        }

        await AnswersAsync(handler);
        await EndsWellAsync(handler);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_HundredMegabytes_IsRefusedAndNotKept(bool isDeclared)
    {
        using var folder = new TemporaryFolder();
        await using HandlerProcess handler = await StartAsync(folder);
        long before = ResidentMemory.PeakOf(handler.Id);
        var callers = Enumerable.Range(0, 8).Select(async _ =>
        {
            using RawConnection connection = await RawConnection.OpenAsync(handler.Port);
            string length = isDeclared ? $"Content-Length: {HugeBody}" : "Transfer-Encoding: chunked";
            await connection.SendAsync($"POST {Login} HTTP/1.1\r\nHost: x\r\n{length}\r\n\r\n");
            byte[] piece = new byte[1 << 20];
            Task sending = Task.Run(async () =>
            {
                for (int sent = 0; sent < HugeBody; sent += piece.Length)
                {
                    if (!isDeclared && !await connection.SendAsync("100000\r\n"))
                        return;
                    if (!await connection.SendAsync(piece) || (!isDeclared && !await connection.SendAsync("\r\n")))
                        return;
                }
            });
            int? status = await connection.StatusAsync();
            connection.Dispose();
            await sending;
            return status;
        });

        int?[] statuses = await Task.WhenAll(callers);

        Assert.All(statuses, status => Assert.Equal(413, status));
        Assert.InRange(ResidentMemory.PeakOf(handler.Id) - before, long.MinValue, MostGrowth);
        await EndsWellAsync(handler);
    }

    [Fact]
    public async Task Body_ThatDoesNotCome_IsGivenUp()
    {
        using var folder = new TemporaryFolder();
        await using HandlerProcess handler = await StartAsync(folder);
        using RawConnection connection = await RawConnection.OpenAsync(handler.Port);

        await connection.SendAsync($"POST {Login} HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n{{\"user\"");

        Assert.Equal(408, await connection.StatusAsync());
        await EndsWellAsync(handler);
    }

    [Fact]
    public async Task Bytes_ThatAreNoRequest_AreRefusedOrHungUpOn()
    {
        using var folder = new TemporaryFolder();
        await using HandlerProcess handler = await StartAsync(folder);
        var random = new Random(20261122);

        for (int i = 0; i < 2_000; i++)
        {
            using RawConnection connection = await RawConnection.OpenAsync(handler.Port);
            await connection.SendAsync(Damaged(random));
            connection.EndSending();
            int status = await connection.StatusAsync() ?? 400;
            Assert.True(status is (>= 200 and < 500) or HttpVersionNotSupported, $"Answered with {status}.");
        }

        await EndsWellAsync(handler);
    }

    private Task<HandlerProcess> StartAsync(TemporaryFolder folder) =>
        HandlerProcess.StartAsync(deployment.Root, Settings.Of(folder.File("data"), folder.WriteKey()));

    // A request with some bytes changed, left out or put in.
    private static byte[] Damaged(Random random)
    {
        string body = """{"user":"aW1tdWRi","password":"aW1tdWRi"}""";
        string request = $"POST {Login}?a=b%20c HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
        var bytes = new List<byte>(Encoding.Latin1.GetBytes(request));
        for (int changes = random.Next(1, 9); changes > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(20), bytes.Count - at - 1));
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 20)).Select(_ => (byte)random.Next(256)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static async Task AnswersAsync(HandlerProcess handler)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{handler.Port}") };
        using var body = new StringContent("""{"user":"aW1tdWRi","password":"eA=="}""", new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage ready = await client.GetAsync("/readyz");
        using HttpResponseMessage refused = await client.PostAsync(Login, body);

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private static async Task EndsWellAsync(HandlerProcess handler)
    {
        await AnswersAsync(handler);
        Assert.Equal(0, await handler.StopAsync());
        Assert.Empty(handler.Errors);
    }
}
