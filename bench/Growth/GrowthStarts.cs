using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Growth;

/// <summary>Starts hosts over a ledger and over nothing, in turns.</summary>
/// <param name="work">Where new folders are made.</param>
/// <param name="folder">The ledger's.</param>
/// <param name="entries">Entries in it.</param>
/// <param name="root">What the client remembers of it.</param>
internal sealed class GrowthStarts(WorkFolder work, string folder, long entries, TrustedRoot root)
{
    /// <summary>Starts of each kind.</summary>
    public const int Rounds = 5;

    /// <summary>Runs them.</summary>
    /// <exception cref="BenchmarkException">An answer does not verify.</exception>
    public Task<StartOutcome> RunAsync(CancellationToken cancellationToken) =>
        ProgressDisplay.ShowAsync("starting hosts", 3L * Rounds, async progress =>
        {
            var outcome = new StartOutcome(new(), new(), new());
            for (var round = 0; round < Rounds; round++)
            {
                // One start of each kind in turn: a slow moment of the machine meets them all.
                await BareAsync(outcome.Bare, cancellationToken);
                progress.Add(1);
                PageCache.Forget(folder);
                await OverLedgerAsync(2 * round, outcome.FromDisk, cancellationToken);
                progress.Add(1);
                await OverLedgerAsync((2 * round) + 1, outcome.FromPageCache, cancellationToken);
                progress.Add(1);
            }

            return outcome;
        });

    private async Task BareAsync(StartFigures figures, CancellationToken cancellationToken)
    {
        await using var host = await HostProcess.StartAsync(work.File($"bare-{Guid.NewGuid():N}"), cancellationToken);
        using var session = await HostSession.OpenAsync(host.Address, connections: 1, cancellationToken);
        figures.Add(host.TimeToReady, host.Age);
        await host.StopAsync();
    }

    private async Task OverLedgerAsync(int number, StartFigures figures, CancellationToken cancellationToken)
    {
        await using var host = await HostProcess.StartAsync(folder, cancellationToken);
        using var session = await HostSession.OpenAsync(host.Address, connections: 1, cancellationToken);
        var auditor = new Auditor(root);
        var entry = EntrySource.RandomNumber(number, entries);
        await auditor.VerifyAsync(session, 0, EntrySource.Key(entry), EntrySource.Value(entry), cancellationToken);
        figures.Add(host.TimeToReady, host.Age);
        if (auditor.Trusted != root)
            throw new BenchmarkException("the root is another after the restart");
        await host.StopAsync();
    }
}
