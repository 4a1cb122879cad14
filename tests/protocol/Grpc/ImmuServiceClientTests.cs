using System.Reflection;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

public sealed class ImmuServiceClientTests
{
    public static TheoryData<string> Unary =>
        [.. ImmuService.Descriptor.Methods.Where(method => !method.IsServerStreaming).Select(method => method.Name)];

    [Fact]
    public void Client_Methods_AreTheRpcsOfTheSchema() =>
        Assert.Equal(
            ImmuService.Descriptor.Methods.Select(method => method.Name + "Async").Order(),
            typeof(ImmuServiceClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Select(method => method.Name).Order());

    [Theory]
    [MemberData(nameof(Unary))]
    public async Task Client_EachMethod_CallsItsRpc(string rpc)
    {
        var method = typeof(ImmuServiceClient).GetMethod(rpc + "Async")!;
        await using var host = await GrpcHost.StartAsync(_ => { });
        using var channel = host.Channel();
        var arguments = method.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(CallOptions) ? null :
            parameter.ParameterType == typeof(CancellationToken) ? TestContext.Current.CancellationToken :
            Activator.CreateInstance(parameter.ParameterType)).ToArray();

        var e = await Assert.ThrowsAsync<RpcException>(() => (Task)method.Invoke(new ImmuServiceClient(channel), arguments)!);

        Assert.Equal((StatusCode.Unimplemented, $"method {rpc} not implemented"), (e.Code, e.Message));
    }
}
