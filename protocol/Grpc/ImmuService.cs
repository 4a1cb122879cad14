using Google.Protobuf.Reflection;
using Immudb.Schema;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>The service immudb 0.8 offers, as the schema describes it.</summary>
public static class ImmuService
{
    /// <summary><c>immudb.schema.ImmuService</c> with all its methods.</summary>
    public static ServiceDescriptor Descriptor { get; } =
        Immudb08Reflection.Descriptor.FindTypeByName<ServiceDescriptor>("ImmuService");
}
