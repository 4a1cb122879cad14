using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.GrpcServer;

/// <summary>A method that is in the schema and that nobody serves.</summary>
internal sealed class UnboundHandler(string name) : MethodHandler(name)
{
    public override ValueTask RunAsync(ServerCall call) => throw WireFault.Unbound(Name);
}
