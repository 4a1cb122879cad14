using System.Net;
using ImmuFunctions.Functions.Tests.Serving;
using Xunit;
using static ImmuFunctions.Functions.Tests.Serving.HttpCalls;

namespace ImmuFunctions.Functions.Tests.Rest;

public sealed class RestErrorTests(FunctionHostFixture fixture) : IClassFixture<FunctionHostFixture>
{
    private RunningFunctions Host => fixture.Host;

    [Theory]
    [InlineData("item/eno=", 404, 5, "Key not found")]
    [InlineData("item/index/9", 404, 5, "index not found")]
    [InlineData("item/YQ", 400, 3, "type mismatch, parameter: key, error: illegal base64 data at input byte 0")]
    [InlineData("item/a+b", 400, 3, "type mismatch, parameter: key, error: illegal base64 data at input byte 1")]
    [InlineData("item/count", 400, 3, "type mismatch, parameter: key, error: illegal base64 data at input byte 4")]
    [InlineData("item/scan", 404, 5, "Key not found")]
    [InlineData("item/CountAll", 404, 5, "Key not found")]
    [InlineData("item/%C3%28", 400, 3, "type mismatch, parameter: key, error: illegal base64 data at input byte 0")]
    [InlineData("item/", 400, 3, "invalid key")]
    [InlineData("reference/", 400, 3, "invalid reference")]
    [InlineData("item/count/!", 400, 3, "type mismatch, parameter: prefix, error: illegal base64 data at input byte 0")]
    [InlineData("item/index/", 400, 3, "type mismatch, parameter: index, error: strconv.ParseUint: parsing \"\": invalid syntax")]
    [InlineData("item/index/x", 400, 3, "type mismatch, parameter: index, error: strconv.ParseUint: parsing \"x\": invalid syntax")]
    [InlineData("item/index/-1", 400, 3, "type mismatch, parameter: index, error: strconv.ParseUint: parsing \"-1\": invalid syntax")]
    [InlineData("inclusionproof/18446744073709551616", 400, 3, "type mismatch, parameter: index, error: strconv.ParseUint: parsing \"18446744073709551616\": value out of range")]
    [InlineData("inclusionproof/18446744073709551615", 404, 5, "index not found")]
    [InlineData("consistencyproof/0", 404, 5, "index not found")]
    [InlineData("item/safe/index/0?rootIndex.index=x", 400, 3, "strconv.ParseUint: parsing \"x\": invalid syntax")]
    [InlineData("item/safe/index/0?rootIndex=1", 400, 3, "field type Index is not supported in query parameters")]
    public async Task Get_ThatFails_HasTheGatewaysBody(string path, int status, int code, string message) =>
        AssertError(await Host.GetAsync(RestRoot + path), status, code, message);

    [Theory]
    [InlineData("batch/set", "{}", 400, 3, "empty set")]
    [InlineData("batch/set", """{"KVs":[{"key":"YQ==="}]}""", 400, 3, "illegal base64 data at input byte 4")]
    [InlineData("batch/set", """{"KVs":[{}]}""", 400, 3, "invalid key")]
    [InlineData("batch/set", """{"KVs":[{"key":"YQ=="},{"key":"YQ=="}]}""", 400, 3, "duplicated keys are not supported in single batch transaction")]
    [InlineData("batch/get", """{"keys":[{}]}""", 400, 3, "invalid key")]
    [InlineData("batch/atomic/set", """{"Operations":[{}]}""", 400, 3, "operation is not set")]
    [InlineData("batch/atomic/set", """{"Operations":[{"ZOpts":{"set":"cw==","key":"eno="}}]}""", 400, 3, "zAdd index not provided")]
    [InlineData("reference", """{"reference":"cg=="}""", 500, 2, "Key cannot be empty")]
    [InlineData("reference", """{"reference":"cg==","key":"eno="}""", 404, 5, "Key not found")]
    [InlineData("zadd", """{"set":"","key":"YQ=="}""", 400, 3, "invalid set")]
    [InlineData("zadd", """{"set":"cw==","score":1.5,"key":"YQ=="}""", 400, 3, "a number where an object of type immudb.schema.Score should be")]
    [InlineData("iscan", "{}", 404, 5, "index not found")]
    [InlineData("login", "{}", 500, 2, "server is running with authentication disabled, please enable authentication to login")]
    public async Task Post_ThatFails_HasTheGatewaysBody(string path, string body, int status, int code, string message) =>
        AssertError(await Host.PostAsync(RestRoot + path, body), status, code, message);

    [Theory]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("{\"KVs\":[}")]
    [InlineData("{} {}")]
    [InlineData("﻿{}")]
    public async Task Post_OfBrokenJson_SaysWhatTheParserSays(string body)
    {
        Answer answer = await Host.PostAsync(RestRoot + "batch/set", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Matches("""^{"error":"(.+)","code":3,"message":"\1"}$""", answer.Body);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "nowhere")]
    [InlineData("POST", "nowhere")]
    [InlineData("GET", "item/a/b")]
    [InlineData("GET", "item//")]
    [InlineData("GET", "item/safe/index/1/2")]
    public async Task Send_ToNoRoute_IsPlainNotFound(string method, string path)
    {
        Answer answer = await Host.SendAsync(new HttpMethod(method), RestRoot + path, null);

        Assert.Equal((HttpStatusCode.NotFound, "Not Found\n", "text/plain; charset=utf-8"), (answer.Status, answer.Body, answer.ContentType));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("GET", "login", "POST")]
    [InlineData("PUT", "batch/set", "POST")]
    [InlineData("DELETE", "item/YQ==", "GET")]
    [InlineData("POST", "item/YQ==", "GET")]
    [InlineData("POST", "root", "GET")]
    [InlineData("OPTIONS", "root", "GET")]
    [InlineData("PATCH", "item/safe/index/1", "GET")]
    [InlineData("BREW", "root", "GET")]
    public async Task Send_WithAnotherMethod_IsPlainMethodNotAllowed(string method, string path, string allowed)
    {
        Answer answer = await Host.SendAsync(new HttpMethod(method), RestRoot + path, null);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "Method Not Allowed\n", "text/plain; charset=utf-8"), (answer.Status, answer.Body, answer.ContentType));
        Assert.Equal(allowed, answer.Header("Allow"));
    }

    [Fact]
    public async Task Head_OfARoute_IsNotAllowed() =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Host.SendAsync(HttpMethod.Head, RestRoot + "root", null)).Status);

    [Theory]
    [InlineData("GET", "/nowhere", 404, """{"title":"Not Found","status":404}""")]
    [InlineData("GET", "/v1/", 404, """{"title":"Not Found","status":404}""")]
    [InlineData("DELETE", "/healthz", 405, """{"title":"Method Not Allowed","status":405}""")]
    public async Task Send_ToNoRouteElsewhere_IsAProblem(string method, string path, int status, string body)
    {
        Answer answer = await Host.SendAsync(new HttpMethod(method), path, null);

        Assert.Equal((status, body, "application/problem+json"), ((int)answer.Status, answer.Body, answer.ContentType));
    }

    [Fact]
    public async Task Send_FailingRpc_HasTheServersIdentity()
    {
        Answer failed = await Host.GetAsync(RestRoot + "item/eno=");
        Answer neverCalled = await Host.GetAsync(RestRoot + "item/!");

        Assert.Equal(20, failed.Header("Grpc-Metadata-Immudb-Uuid")!.Length);
        Assert.Null(neverCalled.Header("Grpc-Metadata-Immudb-Uuid"));
    }

    private static void AssertError(Answer answer, int status, int code, string message)
    {
        string text = message.Replace("\"", "\\\"", StringComparison.Ordinal);
        Assert.Equal($$"""{"error":"{{text}}","code":{{code}},"message":"{{text}}"}""", answer.Body);
        Assert.Equal(status, (int)answer.Status);
        Assert.Equal("application/json", answer.ContentType);
    }
}
