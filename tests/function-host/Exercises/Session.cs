using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ImmuFunctions.HostEmulator.Tests.Emulator;

namespace ImmuFunctions.HostEmulator.Tests.Exercises;

/// <summary>A client of the app: calls it from outside, with the token it was given.</summary>
internal sealed class Session
{
    /// <summary>Of the user immudb; what the app's settings say.</summary>
    public const string Password = "Hunter2.is.not.this";

    /// <summary>A function key as callers send it.</summary>
    public const string FunctionKey = "bW9ub3Rvbm91cy1mdW5jdGlvbi1rZXk=";

    private const string Rest = "/v1/immurestproxy/";

    /// <summary>Sent with every call once there is one.</summary>
    public string? Token { get; set; }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Calls a route of immudb's gateway and wants 200.</summary>
    public Task<JsonNode> CallAsync(FunctionsHost host, HttpMethod method, string path, string? body = null) => JsonAsync(host, method, Rest + path, body, HttpStatusCode.OK);

    /// <summary>Calls any route.</summary>
    /// <param name="host">The Functions host.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">With a leading slash.</param>
    /// <param name="body">JSON, sent in chunks; null for none.</param>
    /// <param name="expected">Any other status fails.</param>
    public async Task<JsonNode> JsonAsync(FunctionsHost host, HttpMethod method, string path, string? body, HttpStatusCode expected)
    {
        using HttpResponseMessage answer = await SendAsync(host, method, path, body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(expected == answer.StatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}\n{host.Handler.Output}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Calls any route; the answer is the caller's.</summary>
    public async Task<HttpResponseMessage> SendAsync(FunctionsHost host, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("x-functions-key", FunctionKey);
        if (Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TransferEncodingChunked = true;
        }

        return await host.Client.SendAsync(request);
    }
}
