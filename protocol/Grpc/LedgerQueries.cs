using Google.Protobuf.Reflection;
using ImmuFunctions.V1;

namespace ImmuFunctions.Protocol.Grpc;

/// <summary>The service that this ledger offers beside immudb's, as the schema describes it.</summary>
public static class LedgerQueries
{
    /// <summary><c>immufunctions.v1.LedgerQueries</c> with all its methods.</summary>
    public static ServiceDescriptor Descriptor { get; } =
        ImmufunctionsV1Reflection.Descriptor.FindTypeByName<ServiceDescriptor>("LedgerQueries");
}
