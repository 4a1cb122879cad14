using System.Reflection;
using Google.Protobuf.Reflection;
using ImmuFunctions.GrpcServer;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

public sealed class ClientMethodsTests
{
    private static readonly Dictionary<Type, ServiceDescriptor> Services = new()
    {
        [typeof(ImmuServiceClient)] = ImmuService.Descriptor,
        [typeof(LedgerQueriesClient)] = LedgerQueries.Descriptor,
    };

    public static TheoryData<Type> Clients => [.. Services.Keys];

    public static TheoryData<Type, string> Rpcs =>
        [.. Services.SelectMany(service => service.Value.Methods.Select(method => (service.Key, method.Name)))];

    [Theory]
    [MemberData(nameof(Clients))]
    public void Client_Methods_AreTheRpcsOfTheSchema(Type client) =>
        Assert.Equal(
            Services[client].Methods.Select(method => method.Name + "Async").Order(),
            client.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Select(method => method.Name).Order());

    [Theory]
    [MemberData(nameof(Rpcs))]
    public async Task Client_EachMethod_CallsItsRpc(Type client, string rpc)
    {
        await using var host = await GrpcHost.StartAsync(
            new GrpcRouter(new GrpcRouterOptions(), [.. Services.Values.Select(service => new GrpcServiceBinder(service))]).HandleAsync);
        using var channel = host.Channel();
        var method = client.GetMethod(rpc + "Async")!;
        var arguments = method.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(CallOptions) ? null :
            parameter.ParameterType == typeof(CancellationToken) ? TestContext.Current.CancellationToken :
            Activator.CreateInstance(parameter.ParameterType)).ToArray();

        var e = await Assert.ThrowsAsync<RpcException>(
            () => EndAsync(method.Invoke(Activator.CreateInstance(client, channel), arguments)!));

        Assert.Equal((StatusCode.Unimplemented, $"method {rpc} not implemented"), (e.Code, e.Message));
    }

    private static async Task EndAsync(object call)
    {
        if (call is Task task)
            await task;
        else
            await ((IAsyncEnumerable<object>)call).FirstOrDefaultAsync(TestContext.Current.CancellationToken);
    }
}
