using System.Net.Http.Headers;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Rpcs;

/// <summary>A request sent again over gRPC under the same id, also to a host that has been started anew.</summary>
public sealed class RequestIdTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Set_SentAgainAfterARestart_GivesTheFirstIndexAndSaysSo()
    {
        ulong index;
        await using (var host = await HostProcess.StartAsync(_folder.Path))
        {
            using var session = await Session.OpenAsync(host.Address);
            await session.Client.SetAsync(Wire.Pair("other", "v"), session.Options);
            index = await SetAsync(session, isReplay: false);
            await session.Client.SetAsync(Wire.Pair("other", "v"), session.Options);
            Assert.Equal(index, await SetAsync(session, isReplay: true));
        }

        await using var again = await HostProcess.StartAsync(_folder.Path);
        using var later = await Session.OpenAsync(again.Address);

        Assert.Equal(index, await SetAsync(later, isReplay: true));
        Assert.Equal(3ul, (await later.RootAsync()).Size);
        await Refusal.IsAsync(
            StatusCode.InvalidArgument, "immufunctions-request-id must be 1 to 128 printable ASCII characters",
            () => later.Client.SetAsync(Wire.Pair("k", "v"), Named(later, new string('x', 129))));
    }

    private static async Task<ulong> SetAsync(Session session, bool isReplay)
    {
        HttpResponseHeaders? headers = null;
        var set = await session.Client.SetAsync(Wire.Pair("named", "v"), Named(session, "order 4711") with { OnResponseHeaders = h => headers = h });
        Assert.Equal(isReplay, headers!.TryGetValues("immufunctions-replay", out var values) && values.Single() == "true");
        return set.Index_;
    }

    private static CallOptions Named(Session session, string name) =>
        session.Options with { Headers = [.. session.Options.Headers, new("immufunctions-request-id", name)] };
}
