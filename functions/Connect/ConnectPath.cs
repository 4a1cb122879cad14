using ImmuFunctions.Protocol.Grpc;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace ImmuFunctions.Functions.Connect;

/// <summary>Where the rpcs lie as they are: at the paths of gRPC.</summary>
internal static class ConnectPath
{
    /// <summary>The parameter of the routes.</summary>
    public const string Rpc = "rpc";

    private static readonly PathString[] Roots = [RootOf(ImmuService.Descriptor), RootOf(LedgerQueries.Descriptor)];

    /// <summary>The route of all rpcs of <paramref name="service"/>, without the leading slash.</summary>
    public static string RouteOf(ServiceDescriptor service) => $"{service.FullName}/{{{Rpc}}}";

    /// <summary>Whether <paramref name="path"/> lies there.</summary>
    public static bool Holds(PathString path) => Array.Exists(Roots, root => path.StartsWithSegments(root));

    /// <summary>Whether the route of a function, without the leading slash, lies there.</summary>
    public static bool HoldsRoute(string route) => Holds("/" + route);

    private static PathString RootOf(ServiceDescriptor service) => "/" + service.FullName;
}
