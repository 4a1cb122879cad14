using System.Net;
using Immudb.Schema;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Functions.Tlog;
using ImmuFunctions.Service.Hosting;
using ImmuFunctions.Service.Rpc;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Tlog;

/// <summary>Who may read what.</summary>
public sealed class TlogAccessTests
{
    private const string Checkpoint = "checkpoint";
    private const string Tile = "tile/0/000.p/1";
    private const string Entries = "tile/entries/000.p/1";
    private const string Receipt = "receipts/0.tlog-proof";

    [Theory]
    [InlineData("none", "")]
    [InlineData("checkpoints", Checkpoint)]
    [InlineData("hashes", Checkpoint + " " + Tile)]
    [InlineData(null, Checkpoint + " " + Tile)]
    [InlineData("all", Checkpoint + " " + Tile + " " + Entries + " " + Receipt)]
    public async Task Get_BySetting_NeedsALoginOrNot(string? setting, string open)
    {
        await using TlogHost host = await TlogHost.StartAsync(["auth=true", .. setting is null ? (string[])[] : [$"tlog-public={setting}"]]);
        await host.GrowToAsync(1);
        string token = await LoginAsync(host);
        foreach (string resource in (string[])[Checkpoint, Tile, Entries, Receipt])
        {
            bool isOpen = open.Split(' ').Contains(resource);

            using HttpResponseMessage stranger = await host.GetAsync(resource), wrong = await host.GetAsync(resource, ("Authorization", "Bearer nonsense")), known = await host.GetAsync(resource, ("Authorization", token));

            Assert.Equal(isOpen ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, stranger.StatusCode);
            Assert.Equal(stranger.StatusCode, wrong.StatusCode);
            Assert.Equal(HttpStatusCode.OK, known.StatusCode);
            Assert.Equal(isOpen || resource is Checkpoint or Receipt, known.Headers.CacheControl is not { Private: true });
            if (!isOpen)
                await TlogApiTests.AssertProblemAsync(await host.GetAsync(resource), HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Get_TokenForAnotherDatabase_IsDeniedWhetherThereIsOneOrNot()
    {
        await using TlogHost host = await TlogHost.StartAsync("auth=true");
        await host.GrowToAsync(1);
        string token = await LoginAsync(host);

        foreach (string path in (string[])["/tlog/other/" + Entries, "/tlog/systemdb/" + Receipt])
        {
            await TlogApiTests.AssertProblemAsync(await host.SendAsync(HttpMethod.Get, path, ("Authorization", token)), HttpStatusCode.Forbidden);
            await TlogApiTests.AssertProblemAsync(await host.SendAsync(HttpMethod.Get, path), HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Get_HostedWithoutLogin_EntriesAreForNobodyElsewhere()
    {
        await using TlogHost host = await TlogHost.StartAsync("FUNCTIONS_CUSTOMHANDLER_PORT=0");
        await host.GrowToAsync(1);

        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(Tile)).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await host.GetAsync(Entries)).StatusCode);
    }

    [Theory]
    [InlineData(Checkpoint)]
    [InlineData(Tile)]
    [InlineData(Entries)]
    [InlineData(Receipt)]
    public async Task Get_FromAGateway_IsAProblem501(string resource)
    {
        await using RunningFunctions gateway = await RunningFunctions.StartAsync("ledger=http://127.0.0.1:1", "FUNCTIONS_CUSTOMHANDLER_PORT=0");

        await TlogApiTests.AssertProblemAsync(await gateway.Client.GetAsync(TlogHost.Prefix + resource, TlogHost.Ct), HttpStatusCode.NotImplemented);
    }

    [Fact]
    public void Options_VisibilityThatIsNone_Refuses() =>
        Assert.Throws<SettingException>(() => RunningFunctions.Options("tlog-public=some"));

    [Fact]
    public void Functions_OfTheLog_AskForAKeyWhereThereAreEntries()
    {
        Assert.Equal(
            ["checkpoint Anonymous GET,HEAD", "tile Anonymous GET,HEAD", "entries Function GET,HEAD", "receipt Function GET,HEAD"],
            TlogFunctions.All.Select(f => $"{f.Name} {f.Level} {string.Join(',', f.Methods)}"));
    }

    private static async Task<string> LoginAsync(TlogHost host)
    {
        OpenLedgers ledgers = await host.Host.Backend.LedgersAsync(TlogHost.Ct);
        LoginResponse login = await ledgers.Access.LoginAsync(
            new LoginRequest { User = Google.Protobuf.ByteString.CopyFromUtf8("immudb"), Password = Google.Protobuf.ByteString.CopyFromUtf8("immudb") }, new Caller(null, false, TlogHost.Ct));
        return "Bearer " + login.Token;
    }
}
