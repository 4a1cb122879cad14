using Google.Protobuf.Reflection;
using Immudb.Schema;
using ImmuFunctions.Functions.Endpoints;

namespace ImmuFunctions.Functions.Rest.Verified;

/// <summary>The routes of immudb's gateway that do more than pass an rpc on: they verify, wrap and unwrap.</summary>
/// <remarks>Source: spec section 15.1, the routes called custom.</remarks>
internal static class VerifiedFunctions
{
    private const string Verified = """{"type":"object","required":["index","verified"],"properties":{"index":{"type":"integer"},"verified":{"type":"boolean"}}}""";

    public static IReadOnlyList<HttpFunction> All { get; } =
    [
        new("set", HttpMethods.Post, RestPath.Prefix + "item", AuthLevel.Function, PlainRoutes.SetAsync)
        {
            Documentation = Of("Sets a key; the value is wrapped with the time", KeyValue.Descriptor, """{"key":"aw==","value":"dg=="}""", """{"index":1}""")
                with { ResponseSchema = """{"type":"object","properties":{"index":{"type":"integer"}}}""" },
        },
        new("safe-set", HttpMethods.Post, RestPath.Prefix + "item/safe", AuthLevel.Function, VerifiedRoutes.SafeSetAsync)
        {
            Documentation = Of("Sets a key and verifies the proof of it", SafeSetOptions.Descriptor, """{"kv":{"key":"aw==","value":"dg=="}}""", """{"index":2,"verified":true}"""),
        },
        new("safe-get", HttpMethods.Post, RestPath.Prefix + "item/safe/get", AuthLevel.Function, VerifiedRoutes.SafeGetAsync)
        {
            Documentation = Of("The newest version of a key, verified", SafeGetOptions.Descriptor, """{"key":"aw=="}""", """{"key":"aw==","value":"dg==","index":2,"time":1607431880,"verified":true}""")
                with
            {
                ResponseSchema = """{"type":"object","required":["key","value","index","time","verified"],"properties":{"key":{"type":"string"},"value":{"type":"string"},"index":{"type":"integer"},"time":{"type":"integer"},"verified":{"type":"boolean"}}}""",
            },
        },
        new("safe-reference", HttpMethods.Post, RestPath.Prefix + "safe/reference", AuthLevel.Function, VerifiedRoutes.SafeReferenceAsync)
        {
            Documentation = Of("Makes a reference and verifies the proof of it", SafeReferenceOptions.Descriptor, """{"ro":{"reference":"cg==","key":"aw=="}}""", """{"index":3,"verified":true}"""),
        },
        new("safe-zadd", HttpMethods.Post, RestPath.Prefix + "safe/zadd", AuthLevel.Function, VerifiedRoutes.SafeZAddAsync)
        {
            Documentation = Of("Adds a key to a sorted set and verifies the proof of it", SafeZAddOptions.Descriptor, """{"zopts":{"set":"cw==","score":{"score":1.5},"key":"aw=="}}""", """{"index":4,"verified":true}"""),
        },
        new("use-database", HttpMethods.Get, RestPath.Prefix + "usedatabase/{databasename}", AuthLevel.Function, PlainRoutes.UseDatabaseAsync)
        {
            Documentation = new("A token for another database")
            {
                NeedsLogin = true,
                ResponseSchema = """{"type":"object","properties":{"token":{"type":"string"}}}""",
                ParameterExamples = new Dictionary<string, string> { ["databasename"] = "defaultdb" },
            },
        },
        new("history-of", HttpMethods.Get, RestPath.Prefix + "history/{key}", AuthLevel.Function, PlainRoutes.HistoryAsync)
        {
            Documentation = new("All versions of a key, newest first, unwrapped")
            {
                NeedsLogin = true,
                ResponseSchema = """{"type":"object","properties":{"items":{"type":"array","items":{"type":"object","properties":{"index":{"type":"integer"},"key":{"type":"string"},"value":{"type":"object","properties":{"timestamp":{"type":"integer"},"payload":{"type":"string"}}}}}}}}""",
                ParameterExamples = new Dictionary<string, string> { ["key"] = "aw==" },
            },
        },
    ];

    private static FunctionDocumentation Of(string summary, MessageDescriptor request, string requestExample, string responseExample) => new(summary)
    {
        NeedsLogin = true,
        Request = request,
        RequestExample = requestExample,
        ResponseSchema = Verified,
        ResponseExample = responseExample,
    };
}
