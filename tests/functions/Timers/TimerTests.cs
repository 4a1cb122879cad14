using System.Net;
using System.Text;
using System.Text.Json;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Functions.Tests.Tlog;
using ImmuFunctions.Functions.Timers;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Timers;

/// <summary>What the Functions host sends when a timer is due, and what it is answered.</summary>
public sealed class TimerTests
{
    private const string Hosted = "FUNCTIONS_CUSTOMHANDLER_PORT=0";

    private const string Payload =
        """
        {"Data":{"timer":{"Schedule":{"AdjustForDST":true},
          "ScheduleStatus":{"Last":"2026-11-22T08:25:00.0012345+00:00","Next":"2026-11-22T08:30:00+00:00","LastUpdated":"2026-11-22T08:25:00+00:00"},
          "IsPastDue":false}},
         "Metadata":{"sys":{"MethodName":"timer","UtcNow":"2026-11-22T08:35:07.75Z","RandGuid":"00000000-0000-0000-0000-000000000000"}}}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Payload)]
    [InlineData("""{"Data":{"timer":{"Schedule":{},"ScheduleStatus":null,"IsPastDue":true}},"Metadata":{}}""")]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[[[[")]
    public async Task Post_WhateverTheHostSends_IsDoneAndAnsweredAsItExpects(string body)
    {
        await using TlogHost host = await TlogHost.StartAsync(Hosted);
        await host.GrowToAsync(7);

        using HttpResponseMessage answer = await host.Client.PostAsync("/upkeep", new StringContent(body, Encoding.UTF8, "application/json"), Ct);

        string[] lines = await LogsAsync(answer, HttpStatusCode.OK);
        Assert.Equal("defaultdb: 0 of 7 entries in 0 runs; checkpoint of 7", lines[0]);
        Assert.StartsWith("systemdb: ", Assert.Single(lines.Skip(1)), StringComparison.Ordinal);
        ReadOnlyMemory<byte> note = (await host.Ledger.CheckpointAsync(Ct))!.Value;
        Assert.Equal(CheckpointFault.None, Checkpoint.TryOpen(note.Span, host.Ledger.CheckpointKey!, out Checkpoint? published));
        Assert.Equal(7u, published!.Size);
    }

    [Fact]
    public async Task Post_LedgerIsDamaged_IsA500InTheHostsForm()
    {
        await using TlogHost host = await TlogHost.StartAsync(Hosted);
        await host.GrowToAsync(7);
        IBlobStore store = (await host.Host.Backend.LedgersAsync(Ct)).Store.Blobs;
        await store.PutAsync("defaultdb/checkpoint", "no checkpoint"u8.ToArray(), PutCondition.IfAbsent, PutDurability.Durable, Ct);

        using HttpResponseMessage answer = await host.Client.PostAsync("/upkeep", null, Ct);

        Assert.StartsWith("defaultdb: Corrupt: defaultdb/checkpoint", (await LogsAsync(answer, HttpStatusCode.InternalServerError))[0], StringComparison.Ordinal);
        Assert.Contains(host.Host.Log.All, line => line.Contains(" 22 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_Alone_IsForNobody()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.PostAsync("/upkeep", null, Ct)).StatusCode);
    }

    [Fact]
    public async Task Post_AloneWithTimers_IsForThisMachine()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("timers=true");

        Assert.Equal("defaultdb: 0 of 0 entries in 0 runs; no checkpoint, as there is no signing key", (await LogsAsync(await host.Client.PostAsync("/upkeep", null, Ct), HttpStatusCode.OK))[0]);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await host.Client.GetAsync("/upkeep", Ct)).StatusCode);
    }

    [Fact]
    public async Task Post_ToAGateway_HasNothingToDo()
    {
        await using RunningFunctions gateway = await RunningFunctions.StartAsync("ledger=http://127.0.0.1:1", Hosted);

        Assert.Equal(["nothing to do: this host is a gateway"], await LogsAsync(await gateway.Client.PostAsync("/upkeep", null, Ct), HttpStatusCode.OK));
    }

    [Fact]
    public async Task Answer_WhileARunIsUnderWay_SaysSoAtOnce()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int runs = 0;
        TimerRuns timer = Runs(async _ =>
        {
            runs++;
            await gate.Task;
            return ["done"];
        });
        Task<(int Status, string[] Logs)> first = AnswerAsync(timer);

        Assert.Equal((200, "wait is under way already"), await OneLineAsync(timer));
        gate.SetResult();

        Assert.Equal(["done"], (await first).Logs);
        Assert.Equal((200, "done"), await OneLineAsync(timer));
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Answer_WorkFails_Is500AndTheNextRunIsTaken()
    {
        int runs = 0;
        TimerRuns timer = Runs(_ => ++runs switch
        {
            1 => throw new LedgerException(LedgerErrorKind.Unavailable, "no store (test)"),
            2 => throw new TimerException(["one", "two"]),
            3 => throw new OperationCanceledException(),
            _ => Task.FromResult<IReadOnlyList<string>>([]),
        });

        Assert.Equal((500, "wait failed: no store (test)"), await OneLineAsync(timer));
        (int status, string[] logs) = await AnswerAsync(timer);
        Assert.Equal(500, status);
        Assert.Equal(["one", "two"], logs);
        Assert.Equal((500, "wait was not done in time"), await OneLineAsync(timer));
        Assert.Empty((await AnswerAsync(timer)).Logs);
    }

    private static TimerRuns Runs(Func<CancellationToken, Task<IReadOnlyList<string>>> work) =>
        new(new TimerFunction("wait", "0 * * * * *", (_, ct) => work(ct)), new Backend(RunningFunctions.Options(), NullLoggerFactory.Instance), NullLogger.Instance, Ct);

    private static async Task<(int Status, string Line)> OneLineAsync(TimerRuns timer)
    {
        (int status, string[] logs) = await AnswerAsync(timer);
        return (status, Assert.Single(logs));
    }

    private static async Task<(int Status, string[] Logs)> AnswerAsync(TimerRuns timer)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        await timer.AnswerAsync(context);
        await context.Response.BodyWriter.FlushAsync(Ct); // as a server does
        return (context.Response.StatusCode, LogsIn(Encoding.UTF8.GetString(body.ToArray())));
    }

    private static async Task<string[]> LogsAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        return LogsIn(await answer.Content.ReadAsStringAsync(Ct));
    }

    private static string[] LogsIn(string json)
    {
        using JsonDocument answer = JsonDocument.Parse(json);
        Assert.Equal(["Outputs", "Logs", "ReturnValue"], answer.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Empty(answer.RootElement.GetProperty("Outputs").EnumerateObject());
        Assert.Equal(JsonValueKind.Null, answer.RootElement.GetProperty("ReturnValue").ValueKind);
        return [.. answer.RootElement.GetProperty("Logs").EnumerateArray().Select(l => l.GetString()!)];
    }
}
