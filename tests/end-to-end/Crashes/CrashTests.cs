using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Crashes;

/// <summary>What was acknowledged survives the process, however it ends.</summary>
public sealed class CrashTests
{
    private const int Rounds = 20;
    private const int SafeReadsPerRound = 50;

    [Fact]
    public async Task Kill_InTheMiddleOfWritesTwentyTimes_EveryAcknowledgedEntryIsThere()
    {
        using var folder = new TemporaryFolder();
        var record = new WriteRecord();
        for (var round = 0; round < Rounds; round++)
        {
            await using var host = await HostProcess.StartAsync(folder.Path);
            using var session = await Session.OpenAsync(host.Address);
            await AssertKeptAsync(session, record);

            // A different moment in each round, some before the first tile is full and some after many.
            var load = new WriteLoad(session, record, $"round {round}");
            await load.UntilAcknowledgedAsync(record.Acknowledged.Count + 1 + (round * 37 % 400));
            await host.KillAsync();
            await load.EndedAsync();
        }

        await using var last = await HostProcess.StartAsync(folder.Path);
        using var reader = await Session.OpenAsync(last.Address);
        await AssertKeptAsync(reader, record);
        TestContext.Current.TestOutputHelper?.WriteLine($"{record.Acknowledged.Count} acknowledged entries in {Rounds} rounds");
    }

    [Fact]
    public async Task Stop_InTheMiddleOfWrites_AcknowledgedEntriesAreThereAndTheNextStartIsClean()
    {
        using var folder = new TemporaryFolder();
        var record = new WriteRecord();
        await using (var host = await HostProcess.StartAsync(folder.Path))
        {
            using var session = await Session.OpenAsync(host.Address);
            var load = new WriteLoad(session, record, "drain");
            await load.UntilAcknowledgedAsync(1_000);
            host.RequestStop();
            await load.EndedAsync();
            Assert.Equal(0, await host.ExitAsync());
        }

        await using var next = await HostProcess.StartAsync(folder.Path);
        using var reader = await Session.OpenAsync(next.Address);
        await AssertKeptAsync(reader, record);
        Assert.DoesNotMatch(@"(warn|fail|crit): ImmuFunctions\.Ledger", next.Output);
    }

    [Fact]
    public async Task Start_FolderInUse_IsRefusedAndTheFirstHostGoesOn()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        using var session = await Session.OpenAsync(host.Address);
        await session.Client.SetAsync(Wire.Pair("k", "1"), session.Options);

        var refusal = await Assert.ThrowsAsync<HostRefusedException>(() => HostProcess.StartAsync(folder.Path));

        Assert.NotEqual(0, refusal.ExitCode);
        Assert.Contains(folder.Path, refusal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refusal.Output, StringComparison.Ordinal);
        await session.Client.SetAsync(Wire.Pair("k", "2"), session.Options);
        Assert.Equal(Wire.Item("k", "2", 1), await session.Client.GetAsync(Wire.Key("k"), session.Options));
    }

    private static async Task AssertKeptAsync(Session session, WriteRecord record)
    {
        var (root, entries) = await LogAudit.ReadAsync(session);
        record.AssertKept(entries);

        var trusted = record.LargestRoot;
        if (trusted.Size == 0)
            return;
        Assert.Equal(root, trusted.Advance(await session.Client.ConsistencyAsync(trusted.Index, session.Options)));

        var step = Math.Max(1, record.Acknowledged.Count / SafeReadsPerRound);
        foreach (var (index, pair) in record.Acknowledged.Where(entry => (int)entry.Key % step == 0))
        {
            var reply = await session.Client.SafeGetAsync(
                new SafeGetOptions { Key = pair.Key, RootIndex = trusted.Index }, session.Options);
            Assert.Equal(new Item { Key = pair.Key, Value = pair.Value, Index = index }, reply.Item);
            trusted.Advance(reply.Proof, pair.Key, pair.Value);
        }
    }
}
