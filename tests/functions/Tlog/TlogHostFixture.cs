using Xunit;

namespace ImmuFunctions.Functions.Tests.Tlog;

/// <summary>One signing host with 300 entries for all tests of a class, which only read.</summary>
public sealed class TlogHostFixture : IAsyncLifetime
{
    internal TlogHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await TlogHost.StartAsync();
        await Host.GrowToAsync(300);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
