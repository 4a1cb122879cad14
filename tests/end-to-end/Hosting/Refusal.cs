using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Hosting;

/// <summary>Checks that a call is refused as immudb refuses it.</summary>
internal static class Refusal
{
    /// <summary>Fails unless <paramref name="call"/> ends with this code and exactly this text.</summary>
    public static async Task IsAsync(StatusCode code, string text, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((code, text), (refusal.Code, refusal.Message));
    }
}
