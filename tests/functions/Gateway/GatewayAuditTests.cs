using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using ImmuFunctions.Client.Auditing;
using ImmuFunctions.Functions.Gateway;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Ledger.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;
using static ImmuFunctions.Functions.Tests.Serving.HttpCalls;

namespace ImmuFunctions.Functions.Tests.Gateway;

public sealed class GatewayAuditTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("immufunctions-audit-").FullName;
    private readonly Channel<byte[]> _received = Channel.CreateUnbounded<byte[]>();
    private readonly MemoryStore _store = new();
    private WebApplication _receiver = null!;
    private int _status = StatusCodes.Status202Accepted;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _receiver = builder.Build();
        _receiver.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            context.Response.StatusCode = _status;
            await _received.Writer.WriteAsync(body.ToArray());
        });
        await _receiver.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Audit_OfALedgerThatIsThenForked_TellsTheReceiver_TheLogAndLastAudit()
    {
        RunningLedger ledger = await RunningLedger.StartAsync(_store);
        int port = ledger.Address.Port;
        await using RunningFunctions gateway = await StartAsync(ledger.Address);
        await gateway.PostAsync(RestRoot + "item", """{"key":"aw==","value":"dg=="}""");
        AuditLoop audit = gateway.Backend.Audit!;

        // The first check may be the one made at the start, or ours.
        AuditReport passed = await PassAsync(audit);
        AuditNotification good = await ReceivedAsync(tampered: false);
        await ledger.DisposeAsync();
        await using RunningLedger fork = await RunningLedger.StartAsync(await RunningLedger.TakenForAsync(_store), port);
        await gateway.PostAsync(RestRoot + "item", """{"key":"aw==","value":"Zm9yaw=="}""");
        AuditReport tampered = await audit.CheckAsync(TestContext.Current.CancellationToken);
        AuditNotification bad = await ReceivedAsync(tampered: true);
        JsonElement last = JsonDocument.Parse((await gateway.GetAsync("/lastaudit")).Body).RootElement;

        Assert.Equal((AuditOutcome.Passed, AuditOutcome.Tampered), (passed.Outcome, tampered.Outcome));
        Assert.Equal(("receiver", "secret", "defaultdb", 0UL), (good.Username, good.Password, good.Database, good.PreviousRoot.Index));
        Assert.Equal(passed.Current.Hash.ToString(), bad.PreviousRoot.Hash);
        Assert.NotEmpty(bad.Failure!);
        Assert.Contains(gateway.Log.From(LogLevel.Warning), line => line.Contains(" 913 ", StringComparison.Ordinal));
        Assert.Equal((true, false, false), (last.GetProperty("HasRunConsistencyCheck").GetBoolean(), last.GetProperty("HasError").GetBoolean(), last.GetProperty("ConsistencyCheckResult").GetBoolean()));
        Assert.Equal(passed.Current.Hash.ToString(), last.GetProperty("PreviousRoot").GetString());
        Assert.Contains($"audited\t{passed.Server}\tdefaultdb\t1\t{passed.Current.Hash}", await File.ReadAllTextAsync(Path.Combine(_folder, "trusted-roots"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Audit_WhoseReceiverRefuses_SaysSoAndGoesOn()
    {
        _status = StatusCodes.Status500InternalServerError;
        await using RunningLedger ledger = await RunningLedger.StartAsync(_store);
        await using RunningFunctions gateway = await StartAsync(ledger.Address);
        await gateway.PostAsync(RestRoot + "item", """{"key":"aw==","value":"dg=="}""");

        Assert.Equal(AuditOutcome.Passed, (await PassAsync(gateway.Backend.Audit!)).Outcome);

        Assert.Contains(gateway.Log.From(LogLevel.Warning), line => line.Contains("the receiver answered 500", StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Log.All, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Audit_OfALedgerThatIsAway_FailsWithoutTellingTheReceiver()
    {
        await using RunningFunctions gateway = await StartAsync(new Uri("http://127.0.0.1:1"));

        AuditReport report = await gateway.Backend.Audit!.CheckAsync(TestContext.Current.CancellationToken);

        Assert.Equal(AuditOutcome.Failed, report.Outcome);
        Assert.False(_received.Reader.TryRead(out _));
        Assert.True(JsonDocument.Parse((await gateway.GetAsync("/lastaudit")).Body).RootElement.GetProperty("HasError").GetBoolean());
    }

    private static async Task<AuditReport> PassAsync(AuditLoop audit)
    {
        await audit.CheckAsync(TestContext.Current.CancellationToken);
        return await audit.CheckAsync(TestContext.Current.CancellationToken);
    }

    private async Task<AuditNotification> ReceivedAsync(bool tampered)
    {
        while (true)
        {
            AuditNotification? notification = AuditNotification.Parse(await _received.Reader.ReadAsync(TestContext.Current.CancellationToken));
            if (notification!.Tampered == tampered)
                return notification;
        }
    }

    private Task<RunningFunctions> StartAsync(Uri ledger) => RunningFunctions.StartAsync(
        $"ledger={ledger}", $"dir={_folder}", "audit=true", "audit-interval=24h",
        $"audit-notification-url={_receiver.Urls.Single()}/hook", "audit-notification-username=receiver", "audit-notification-password=secret");
}
