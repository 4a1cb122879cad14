using System.Net;
using System.Text;
using System.Text.Json;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Functions.Tests.Tlog;
using ImmuFunctions.Ledger;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Queries;

/// <summary>The ledger's own queries over HTTP.</summary>
public sealed class LedgerQueryTests : IAsyncLifetime
{
    private RunningFunctions _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await RunningFunctions.StartAsync("value-index=true");
        LedgerEngine ledger = (await _host.Backend.LedgersAsync(Ct)).Databases.Default.Ledger;
        for (int i = 0; i < 5; i++)
            await ledger.AppendAsync(new[] { TlogHost.Draft($"key-{i}", i < 3 ? "red" : "blue") }, Ct);
        await ledger.AppendAsync(new[] { TlogHost.Draft("key-0", "blue") }, Ct);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task FindByValue_Equal_GivesEveryVersionPageByPage()
    {
        JsonElement first = await PostAsync("find-by-value", """{"equal":"cmVk","limit":2}""");
        JsonElement second = await PostAsync("find-by-value", $$"""{"equal":"cmVk","limit":2,"after":"{{first.GetProperty("next").GetString()}}"}""");

        Assert.Equal(["key-0", "key-1"], KeysIn(first.GetProperty("items")));
        Assert.Equal(["key-2"], KeysIn(second.GetProperty("items")));
    }

    [Fact]
    public async Task KeysWithValue_Prefix_GivesNewestVersions() =>
        Assert.Equal(["key-0", "key-3", "key-4"], KeysIn((await PostAsync("keys-with-value", """{"prefix":"Ymx1"}""")).GetProperty("items")));

    [Theory]
    [InlineData("", null)]
    [InlineData("?exact_keys=false", null)]
    [InlineData("?exact_keys=true", "5")]
    public async Task Stats_ByQuery_CountsKeysOrNot(string query, string? keys)
    {
        using JsonDocument stats = JsonDocument.Parse(await _host.Client.GetStringAsync("/v1/ledger/stats" + query, Ct));

        Assert.Equal("6", stats.RootElement.GetProperty("entries").GetString());
        Assert.Equal(keys, stats.RootElement.TryGetProperty("keys", out JsonElement counted) ? counted.GetString() : null);
    }

    [Fact]
    public async Task GetAt_AnEarlierIndex_IsTheValueOfThen()
    {
        JsonElement then = await PostAsync("get-at", """{"key":"a2V5LTA=","index":"2"}""");

        Assert.Equal("red", Text(then.GetProperty("item").GetProperty("value")));
        Assert.True(then.TryGetProperty("inclusion", out _) && then.TryGetProperty("consistency", out _));
    }

    [Fact]
    public async Task Scan_All_IsOneObjectPerLine()
    {
        using HttpResponseMessage answer = await _host.Client.PostAsync("/v1/ledger/scan", Json("{}"), Ct);

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        string[] lines = (await answer.Content.ReadAsStringAsync(Ct)).Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.Equal(["key-0", "key-1", "key-2", "key-3", "key-4"], lines[..^1].SelectMany(l => KeysIn(JsonDocument.Parse(l).RootElement.GetProperty("result").GetProperty("items"))));
    }

    [Fact]
    public async Task ZScan_NoSuchSet_IsEmpty()
    {
        using HttpResponseMessage answer = await _host.Client.PostAsync("/v1/ledger/zscan", Json("""{"set":"c2V0"}"""), Ct);

        Assert.Equal((HttpStatusCode.OK, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct)));
    }

    [Theory]
    [InlineData("find-by-value", "{", HttpStatusCode.BadRequest)]
    [InlineData("find-by-value", "{}", HttpStatusCode.BadRequest)]
    [InlineData("find-by-value", """{"equal":"!"}""", HttpStatusCode.BadRequest)]
    [InlineData("get-at", """{"key":"a2V5","index":"2"}""", HttpStatusCode.NotFound)]
    [InlineData("get-at", """{"key":"a2V5LTA=","index":"999"}""", HttpStatusCode.NotFound)]
    public async Task Post_WhatCannotBeAnswered_IsAProblem(string path, string body, HttpStatusCode expected) =>
        await TlogApiTests.AssertProblemAsync(await _host.Client.PostAsync("/v1/ledger/" + path, Json(body), Ct), expected);

    [Fact]
    public async Task Stats_QueryThatIsNone_IsAProblem() =>
        await TlogApiTests.AssertProblemAsync(await _host.Client.GetAsync("/v1/ledger/stats?exact_keys=1", Ct), HttpStatusCode.BadRequest);

    [Fact]
    public async Task Query_WithoutLogin_IsA401Problem()
    {
        await using RunningFunctions closed = await RunningFunctions.StartAsync("auth=true");

        using HttpResponseMessage answer = await closed.Client.GetAsync("/v1/ledger/stats", Ct);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        await TlogApiTests.AssertProblemAsync(answer, HttpStatusCode.Unauthorized);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static string Text(JsonElement base64) => Encoding.UTF8.GetString(base64.GetBytesFromBase64());

    private static string[] KeysIn(JsonElement items) => [.. items.EnumerateArray().Select(i => Text(i.GetProperty("key")))];

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using HttpResponseMessage answer = await _host.Client.PostAsync("/v1/ledger/" + path, Json(body), Ct);
        string text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
