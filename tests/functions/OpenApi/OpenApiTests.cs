using System.Net;
using System.Text;
using System.Text.Json;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.OpenApi;
using ImmuFunctions.Functions.Rest;
using ImmuFunctions.Functions.Tests.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Xunit;

namespace ImmuFunctions.Functions.Tests.OpenApi;

public sealed class OpenApiTests(FunctionHostFixture fixture) : IClassFixture<FunctionHostFixture>
{
    private const string Path = "/openapi/v1.json";

    [Fact]
    public async Task Get_OfTheDocument_IsOpenApi31ThatItsReaderUnderstands()
    {
        Answer answer = await fixture.Host.GetAsync(Path);

        ReadResult read = OpenApiDocument.Parse(answer.Body, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Equal((HttpStatusCode.OK, "application/json", "public, max-age=300"), (answer.Status, answer.ContentType, answer.Header("Cache-Control")));
    }

    [Fact]
    public async Task Get_OfTheDocument_HasEveryFunctionOnce()
    {
        using JsonDocument document = JsonDocument.Parse((await fixture.Host.GetAsync(Path)).Body);

        string[] operations = [.. document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Value.GetProperty("operationId")} {operation.Name} {path.Name}"))];

        Assert.Equal(
            FunctionTable.Http.Select(f => $"{f.Name} {f.Method.ToLowerInvariant()} {ApiPath.Of(f.Route)}").Order(),
            operations.Order());
    }

    [Fact]
    public async Task Get_OfTheDocument_RefersToNothingThatIsNotThere()
    {
        string body = (await fixture.Host.GetAsync(Path)).Body;
        using JsonDocument document = JsonDocument.Parse(body);

        Assert.All(References(document.RootElement), reference =>
        {
            JsonElement at = document.RootElement;
            Assert.All(reference[2..].Split('/'), name => Assert.True(at.TryGetProperty(name, out at), reference));
        });
    }

    [Theory]
    [InlineData("\"{0}\"", HttpStatusCode.NotModified)]
    [InlineData("W/\"{0}\"", HttpStatusCode.NotModified)]
    [InlineData("\"x\", \"{0}\"", HttpStatusCode.NotModified)]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("\"x\"", HttpStatusCode.OK)]
    public async Task Get_OfAKnownDocument_IsNotSentAgain(string known, HttpStatusCode expected)
    {
        string tag = (await fixture.Host.GetAsync(Path)).Header("ETag")!.Trim('"');

        Answer answer = await fixture.Host.GetAsync(Path, null, ("If-None-Match", known.Replace("{0}", tag)));

        Assert.Equal((expected, expected == HttpStatusCode.NotModified), (answer.Status, answer.Body.Length == 0));
        Assert.Equal($"\"{tag}\"", answer.Header("ETag"));
    }

    [Fact]
    public async Task Examples_InTheirOrder_Work()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("auth=true");
        string token = await host.LoginAsync();

        foreach (HttpFunction function in RestFunctions.All.OrderBy(f => f.Name == "logout"))
        {
            FunctionDocumentation documentation = function.Documentation!;
            string path = documentation.ParameterExamples.Aggregate("/" + function.Route, (route, parameter) => route.Replace($"{{{parameter.Key}}}", parameter.Value));
            HttpContent? body = documentation.RequestExample is { } example ? new StringContent(example, Encoding.UTF8, "application/json") : null;
            Answer answer = await host.SendAsync(new HttpMethod(function.Method), path, body, documentation.NeedsLogin ? token : null);

            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.NotImplemented, $"{function.Name}: {answer.Body}");
            if (documentation.ResponseExample is { } expected && answer.Status == HttpStatusCode.OK)
                Assert.Equal($"{function.Name} {expected}", $"{function.Name} {answer.Body}");
        }
    }

    [Fact]
    public async Task Write_OfAFunctionWithoutDocumentation_HasItsRoute()
    {
        var bare = new HttpFunction("bare", HttpMethods.Post, "own/{db:alpha}/{*path}", AuthLevel.Function, (_, _) => Task.CompletedTask);
        var described = bare with
        {
            Name = "described",
            Method = HttpMethods.Get,
            Documentation = new FunctionDocumentation("What it does")
            {
                ResponseSchema = """{"type":"object","properties":{"verified":{"type":"boolean"}}}""",
                ResponseExample = """{"verified":true}""",
                Query = new Dictionary<string, string> { ["q"] = "Why" },
            },
        };

        using JsonDocument document = JsonDocument.Parse(await ApiDocument.WriteAsync([bare, described]));

        JsonElement path = document.RootElement.GetProperty("paths").GetProperty("/own/{db}/{path}");
        Assert.Equal("bare", path.GetProperty("post").GetProperty("operationId").GetString());
        Assert.Equal(["db", "path"], path.GetProperty("post").GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        JsonElement content = path.GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json");
        Assert.Equal("boolean", content.GetProperty("schema").GetProperty("properties").GetProperty("verified").GetProperty("type").GetString());
        Assert.True(content.GetProperty("example").GetProperty("verified").GetBoolean());
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
