using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Service.Tests.Serving;

/// <summary>Asserts on calls that must fail.</summary>
internal static class Refusal
{
    public static async Task IsAsync(StatusCode code, string message, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((code, message), (refusal.Code, refusal.Message));
    }

    /// <summary>That the call fails and has appended nothing.</summary>
    public static async Task WritesNothingAsync(TestServer server, StatusCode code, string message, Func<Task> call)
    {
        byte[] before = Wire(await server.CurrentRootAsync());
        await IsAsync(code, message, call);
        Assert.Equal(before, Wire(await server.CurrentRootAsync()));
    }

    private static byte[] Wire(Immudb.Schema.Root root) => Google.Protobuf.MessageExtensions.ToByteArray(root);
}
