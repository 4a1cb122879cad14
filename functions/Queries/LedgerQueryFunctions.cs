using Google.Protobuf.Reflection;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Rest;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;

namespace ImmuFunctions.Functions.Queries;

/// <summary>What this ledger answers beyond immudb 0.8, over HTTP: the rpcs of <see cref="LedgerQueries"/> at the paths that its <c>.proto</c> gives them.</summary>
/// <remarks>Bodies and answers are JSON as on immudb's plain routes. A stream is one object per line, <c>{"result":…}</c>; one that breaks off ends with a line <c>{"error":…}</c>. Other errors are problem details.</remarks>
internal static class LedgerQueryFunctions
{
    private const string ExactKeys = "exact_keys";

    public static IReadOnlyList<HttpFunction> All { get; } =
    [
        Post("find-by-value", "FindByValue", "Every version whose value matches", """{"equal":"dmFsdWU="}"""),
        Post("keys-with-value", "KeysWithValue", "The keys whose newest version matches", """{"prefix":"dmFs"}"""),
        Stats(),
        Post("get-at", "GetAt", "A key as it was, with proof", """{"key":"a2V5","index":"0"}"""),
        Post("scan", "Scan", "Items in the order of their keys, without a bound", """{"prefix":"a2V5"}""", "ledger-scan"),
        Post("zscan", "ZScan", "A sorted set in the order of its scores, without a bound", """{"set":"c2V0"}""", "ledger-zscan"),
        Settings(),
        Configure(),
    ];

    private static HttpFunction Post(string path, string rpc, string summary, string example, string? name = null)
    {
        MethodDescriptor descriptor = LedgerQueries.Descriptor.FindMethodByName(rpc);
        return Of(name ?? path, HttpMethods.Post, path, new RestRpc(descriptor, parameter: null).AnswerAsync, new(summary)
        {
            Request = descriptor.InputType,
            Response = descriptor.OutputType,
            RequestExample = example,
            ResponseType = descriptor.IsServerStreaming ? "application/x-ndjson" : "application/json",
        });
    }

    private static HttpFunction Stats()
    {
        MethodDescriptor descriptor = LedgerQueries.Descriptor.FindMethodByName("Stats");
        var rpc = new RestRpc(descriptor, parameter: null);
        return Of("stats", HttpMethods.Get, "stats", (context, backend) => rpc.AnswerAsync(context, backend, StatsRequestOf(context)), new("Figures about the ledger, its index and its cache")
        {
            Response = descriptor.OutputType,
            Query = new Dictionary<string, string> { [ExactKeys] = "`true`: count the distinct keys, too" },
        });
    }

    private static HttpFunction Settings()
    {
        MethodDescriptor descriptor = LedgerQueries.Descriptor.FindMethodByName("Settings");
        var rpc = new RestRpc(descriptor, parameter: null);
        return Of("settings", HttpMethods.Get, "settings", (context, backend) => rpc.AnswerAsync(context, backend, new SettingsRequest()), new("What is set for the database")
        {
            Response = descriptor.OutputType,
        });
    }

    private static HttpFunction Configure()
    {
        MethodDescriptor descriptor = LedgerQueries.Descriptor.FindMethodByName("ConfigureDatabase");
        return Of("configure", HttpMethods.Put, "settings", new RestRpc(descriptor, parameter: null).AnswerAsync, new("Replaces what is set for the database; for its administrators")
        {
            Request = descriptor.InputType,
            Response = descriptor.OutputType,
            RequestExample = """{"require_signature":false}""",
        });
    }

    private static StatsRequest StatsRequestOf(HttpContext context) => context.Request.Query[ExactKeys] switch
    {
        [] or ["false"] => new StatsRequest(),
        ["true"] => new StatsRequest { ExactKeys = true },
        _ => throw new RpcException(StatusCode.InvalidArgument, $"'{ExactKeys}' can be true or false"),
    };

    private static HttpFunction Of(string name, string method, string path, Func<HttpContext, Backend, Task> handler, FunctionDocumentation documentation) =>
        new(name, method, "v1/ledger/" + path, AuthLevel.Function, handler)
        {
            Documentation = documentation with { Tag = "ledger", NeedsLogin = true },
        };
}
