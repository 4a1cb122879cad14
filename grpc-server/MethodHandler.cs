using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.GrpcServer;

/// <summary>Carries out the calls of one method, from reading the request to writing the last response.</summary>
internal abstract class MethodHandler(string name)
{
    /// <summary>Name of the rpc without its service.</summary>
    public string Name { get; } = name;

    /// <summary>Most bytes of one request message; set when the router is built.</summary>
    public int MaxReceiveBytes { get; set; }

    /// <summary>Returning means <see cref="StatusCode.Ok"/>; any other status is an exception.</summary>
    public abstract ValueTask RunAsync(ServerCall call);
}
