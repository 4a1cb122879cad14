using Xunit;

namespace ImmuFunctions.Functions.Tests.Serving;

/// <summary>One host for all tests of a class: in memory, without login.</summary>
public sealed class FunctionHostFixture : IAsyncLifetime
{
    internal RunningFunctions Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await RunningFunctions.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
