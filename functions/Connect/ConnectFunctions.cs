using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Protocol.Grpc;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace ImmuFunctions.Functions.Connect;

/// <summary>Every rpc as it is, over plain HTTP: for the SDK and any client of the Connect protocol.</summary>
internal static class ConnectFunctions
{
    private const string AnyMessage = """{"type":"object"}""";

    private const string Description =
        "The request is the rpc's message as the schema has it, as `application/json` (the names and forms of immudb's routes) or `application/proto`; so is the answer. " +
        "An rpc with many responses takes and gives envelopes of the Connect protocol, `application/connect+json` or `application/connect+proto`.";

    public static IReadOnlyList<HttpFunction> All { get; } =
    [
        Of("connect-immu", ImmuService.Descriptor, "Health"),
        Of("connect-queries", LedgerQueries.Descriptor, "Stats"),
    ];

    private static HttpFunction Of(string name, ServiceDescriptor service, string example) =>
        new(name, HttpMethods.Post, ConnectPath.RouteOf(service), AuthLevel.Function, new ConnectService(service).AnswerAsync)
        {
            Documentation = new($"Any rpc of {service.FullName}, by the Connect protocol")
            {
                Tag = "rpcs",
                NeedsLogin = true,
                Description = Description,
                RequestSchema = AnyMessage,
                ResponseSchema = AnyMessage,
                RequestExample = "{}",
                ParameterExamples = new Dictionary<string, string> { [ConnectPath.Rpc] = example },
            },
        };
}
