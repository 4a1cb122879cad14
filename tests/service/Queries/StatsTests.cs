using Immudb.Schema;
using ImmuFunctions.Service.Tests.Serving;
using ImmuFunctions.V1;
using Xunit;

namespace ImmuFunctions.Service.Tests.Queries;

public sealed class StatsTests
{
    [Fact]
    public async Task Stats_EmptyLedger_IsAllZero()
    {
        await using var server = await TestServer.OpenAsync();

        StatsReply stats = await server.StatsAsync(exactKeys: true);

        Assert.Equal((0UL, 0UL, 0UL, 0UL), (stats.Entries, stats.KeysAtMost, stats.Keys, stats.TailEntries));
        Assert.Equal(new RootIndex(), stats.Root);
        Assert.False(stats.HasValueIndex);
    }

    [Fact]
    public async Task Stats_AfterWrites_AreTheLedgers()
    {
        await using var server = await TestServer.WithValueIndexAsync();
        await server.SetEachAsync("a", "b", "a");
        await server.ReferenceAsync("r", "a");

        StatsReply stats = await server.StatsAsync(exactKeys: true);

        Assert.Equal((4UL, 3UL), (stats.Entries, stats.Keys));
        Assert.InRange(stats.KeysAtMost, 3UL, 4UL);
        Assert.Equal((await server.CurrentRootAsync()).Payload, stats.Root);
        Assert.True(stats.LogBytes > 0);
        Assert.Equal((4UL, 0), (stats.TailEntries, stats.Runs.Count));
        Assert.True(stats.HasValueIndex);
    }

    [Fact]
    public async Task Stats_ExactKeysNotAskedFor_AreAbsent()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a");

        Assert.False((await server.StatsAsync()).HasKeys);
        Assert.True((await server.StatsAsync(exactKeys: true)).HasKeys);
    }
}
