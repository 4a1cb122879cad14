using System.Text;
using System.Text.Json;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Serving;

/// <summary>Requests as tests write them.</summary>
internal static class HttpCalls
{
    /// <summary>Where immudb's REST lies.</summary>
    public const string RestRoot = "/v1/immurestproxy/";

    public static Task<Answer> GetAsync(this RunningFunctions host, string path, string? token = null, params (string Name, string Value)[] headers) =>
        host.SendAsync(HttpMethod.Get, path, null, token, headers);

    public static Task<Answer> PostAsync(this RunningFunctions host, string path, string body, string? token = null, params (string Name, string Value)[] headers) =>
        host.SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"), token, headers);

    public static async Task<Answer> SendAsync(this RunningFunctions host, HttpMethod method, string path, HttpContent? body, string? token = null, params (string Name, string Value)[] headers)
    {
        // A path as it is written: no "..", no "//" is made into something else.
        using var request = new HttpRequestMessage(method, new Uri(host.Address.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Content = body;
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        HttpResponseMessage answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer);
    }

    /// <summary>Logs in; the token comes with <c>Bearer</c>.</summary>
    public static async Task<string> LoginAsync(this RunningFunctions host, string user = "immudb", string password = "immudb")
    {
        Answer answer = await host.PostAsync(RestRoot + "login", $$"""{"user":"{{B64(user)}}","password":"{{B64(password)}}"}""");
        return "Bearer " + JsonDocument.Parse(answer.Body).RootElement.GetProperty("token").GetString();
    }

    /// <summary>Sets some keys in one batch.</summary>
    public static Task<Answer> SetBatchAsync(this RunningFunctions host, params (string Key, string Value)[] entries) =>
        host.PostAsync(RestRoot + "batch/set", $$"""{"KVs":[{{string.Join(',', entries.Select(e => $$"""{"key":"{{B64(e.Key)}}","value":"{{B64(e.Value)}}"}"""))}}]}""");

    public static string B64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
