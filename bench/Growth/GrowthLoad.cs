using System.Diagnostics;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Growth;

/// <summary>Loads a new folder and waits until the host has done what it does behind the writes.</summary>
internal static class GrowthLoad
{
    /// <summary>How long a host must not write to count as quiet.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    /// <summary>How long is waited for that.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>Loads entries <c>[0, entries)</c> and stops the host.</summary>
    /// <returns>The figures, and the root a client remembers.</returns>
    public static async Task<(LoadFigures Figures, TrustedRoot Root)> RunAsync(
        string folder, long entries, int connections, CancellationToken cancellationToken)
    {
        await using var host = await HostProcess.StartAsync(folder, cancellationToken);
        using var session = await HostSession.OpenAsync(host.Address, connections, cancellationToken);
        var before = host.Writes;
        var elapsed = await Preload.RunAsync(session, entries, cancellationToken);
        var untilQuiet = await ProgressDisplay.ShowAsync("waiting for upkeep", null, _ => WaitUntilQuietAsync(host, cancellationToken));
        var (written, peak) = (host.Writes.Since(before), host.PeakResidentBytes);
        var root = TrustedRoot.From((await session.Client(0).CurrentRootAsync(session.Options, cancellationToken)).Payload);
        if (root.Size != (ulong)entries)
            throw new BenchmarkException($"{Figures.Count(entries)} entries were loaded, the root is that of {Figures.Count(root.Size)}");
        await host.StopAsync();
        var disk = await FolderUse.OfAsync(folder, cancellationToken);
        return (new LoadFigures(elapsed, peak, written, untilQuiet, disk), root);
    }

    private static async Task<TimeSpan?> WaitUntilQuietAsync(HostProcess host, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var lastWrite = TimeSpan.Zero;
        for (var seen = host.Writes.ByCalls; clock.Elapsed - lastWrite < Quiet;)
        {
            if (clock.Elapsed > Patience)
                return null;
            await Task.Delay(BetweenLooks, cancellationToken);
            var now = host.Writes.ByCalls;
            if (now != seen)
                (seen, lastWrite) = (now, clock.Elapsed);
        }

        return lastWrite;
    }
}
