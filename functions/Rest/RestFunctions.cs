using Google.Protobuf.Reflection;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Functions.Rest;

/// <summary>The routes of immudb's gateway that stand for an rpc as it is. Those that verify what they are answered are elsewhere.</summary>
/// <remarks>Source: spec section 15.1, the routes called auto.</remarks>
internal static class RestFunctions
{
    public static IReadOnlyList<HttpFunction> All { get; } =
    [
        Post("login", "login", "Login"),
        Post("logout", "logout", "Logout"),
        Post("set-batch", "batch/set", "SetBatch"),
        Post("get-batch", "batch/get", "GetBatch"),
        Post("exec-all", "batch/atomic/set", "ExecAllOps"),
        Get("get", "item/{key}", "Get"),
        CountAll,
        Get("count", "item/count/{prefix}", "Count"),
        Get("by-index", "item/index/{index}", "ByIndex"),
        Get("by-safe-index", "item/safe/index/{index}", "BySafeIndex"),
        Post("scan", "item/scan", "Scan"),
        Post("zscan", "zscan", "ZScan"),
        Post("iscan", "iscan", "IScan"),
        Post("history", "history", "History"),
        Get("root", "root", "CurrentRoot"),
        Get("inclusion", "inclusionproof/{index}", "Inclusion"),
        Get("consistency", "consistencyproof/{index}", "Consistency"),
        Post("reference", "reference", "Reference"),
        Get("get-reference", "reference/{key}", "GetReference"),
        Post("zadd", "zadd", "ZAdd"),
        Get("health", "healthresponse", "Health"),
        Post("dump", "dump", "Dump"),
        Get("list-users", "user/list", "ListUsers"),
        Post("create-user", "user", "CreateUser"),
        Post("change-password", "user/password/change", "ChangePassword"),
        Post("set-active-user", "user/setactiveUser", "SetActiveUser"),
        Post("change-permission", "changepermission", "ChangePermission"),
        Post("list-databases", "user/databaselist", "DatabaseList"),
        Post("create-database", "createdatabase", "CreateDatabase"),
    ];

    // Routing does not look at the case of letters, and CountAll is a key in base64.
    private static HttpFunction CountAll
    {
        get
        {
            const string Segment = "countall";
            HttpFunction countAll = Get("count-all", "item/" + Segment, "CountAll");
            HttpFunction get = Get("get", "item/{key}", "Get");
            return countAll with
            {
                Handler = (context, backend) =>
                {
                    string segment = context.Request.Path.Value!.Split('/')[^1];
                    if (segment is Segment or "")
                        return countAll.Handler(context, backend);
                    context.Request.RouteValues["key"] = segment;
                    return get.Handler(context, backend);
                },
            };
        }
    }

    private static HttpFunction Get(string name, string route, string rpc) => Of(name, HttpMethods.Get, route, rpc);

    private static HttpFunction Post(string name, string route, string rpc) => Of(name, HttpMethods.Post, route, rpc);

    private static HttpFunction Of(string name, string method, string route, string rpc)
    {
        MethodDescriptor descriptor = ImmuService.Descriptor.FindMethodByName(rpc);
        string? parameter = route.EndsWith('}') ? route[(route.IndexOf('{') + 1)..^1] : null;
        return new HttpFunction(name, method, RestPath.Prefix + route, AuthLevel.Function, new RestRpc(descriptor, parameter).AnswerAsync)
        {
            Documentation = RestDocumentation.Of(name, descriptor),
        };
    }
}
