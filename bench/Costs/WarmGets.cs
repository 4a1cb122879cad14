using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.Costs;

/// <summary>Gets on a ledger that has been read from for a while.</summary>
/// <param name="ledger">Which.</param>
/// <param name="entries">Entries loaded.</param>
internal sealed class WarmGets(CostedLedger ledger, long entries)
{
    /// <summary>Keys that are read again and again.</summary>
    public const int Keys = 100;

    /// <summary>Gets of any keys.</summary>
    public const int UniformGets = 5_000;

    private const int WarmUpGets = 20_000;

    // What comes back to a full cache is kept only every eighth time.
    private const int Rounds = 200;

    /// <summary>Reads keys at random, and some again and again.</summary>
    /// <returns>Operations of one more round of those that were read often, and of any others after a warm-up.</returns>
    public Task<(OperationTally Again, OperationTally Uniform)> RunAsync(CancellationToken cancellationToken) =>
        ProgressDisplay.ShowAsync("getting", WarmUpGets + UniformGets + ((Rounds + 1L) * Keys), async progress =>
        {
            await ReadAsync(0, WarmUpGets, progress, cancellationToken);
            var uniform = await ReadAsync(WarmUpGets, UniformGets, progress, cancellationToken);
            for (var round = 0; round < Rounds; round++)
                await ReadAsync(WarmUpGets + UniformGets, Keys, progress, cancellationToken);
            var again = await ReadAsync(WarmUpGets + UniformGets, Keys, progress, cancellationToken);
            return (again, uniform);
        });

    private async Task<OperationTally> ReadAsync(long from, int count, ProgressCount progress, CancellationToken cancellationToken)
    {
        ledger.Store.Take();
        for (var draw = from; draw < from + count; draw++)
        {
            await ledger.ReadAsync(EntrySource.RandomNumber(draw, entries), cancellationToken);
            progress.Add(1);
        }

        return new OperationTally(ledger.Store.Take());
    }
}
