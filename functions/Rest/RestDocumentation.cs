using Google.Protobuf.Reflection;
using ImmuFunctions.Functions.Endpoints;

namespace ImmuFunctions.Functions.Rest;

/// <summary>What the OpenAPI document says of immudb's routes.</summary>
internal static class RestDocumentation
{
    /// <summary>Of the function <paramref name="name"/>, which stands for <paramref name="rpc"/>.</summary>
    public static FunctionDocumentation Of(string name, MethodDescriptor rpc) => new(name)
    {
        Request = rpc.InputType,
        Response = rpc.OutputType,
    };
}
