using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Reads all runs on another thread while the log is read.</summary>
/// <remarks>It can only save time: whatever goes wrong here, a run that is damaged, gone or of other rows than the log's, is left to <see cref="RunsAudit"/>, which reads the runs
/// once more when the log is known to be sound, and says what it is.</remarks>
internal sealed class RunsBeside : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Task<RowSums?> _reading;

    private RunsBeside(CancellationTokenSource stop, Task<RowSums?> reading) => (_stop, _reading) = (stop, reading);

    /// <summary>Begins.</summary>
    /// <param name="store">Where the runs lie.</param>
    /// <param name="names">Their names.</param>
    /// <param name="options">How much is read at most: if the runs are more, nothing is.</param>
    /// <param name="manifest">Names the runs.</param>
    /// <param name="found">Receives their rows; belongs to the reading from now on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static RunsBeside Begin(IBlobStore store, StorageNames names, AuditOptions options, Manifest manifest, RowSums found, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationToken stopping = stop.Token;
        bool isTooMuch = manifest.Runs.Sum(r => r.Length) > options.RunBytes;
        return new RunsBeside(stop, isTooMuch ? Task.FromResult<RowSums?>(null) : Task.Run(() => ReadAsync(store, names, manifest, found, stopping), CancellationToken.None));
    }

    /// <summary>The rows of all runs, once they are read; null if something was in the way.</summary>
    public Task<RowSums?> FoundAsync() => _reading;

    /// <summary>Stops reading.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _stop.Dispose();
    }

    private static async Task<RowSums?> ReadAsync(IBlobStore store, StorageNames names, Manifest manifest, RowSums found, CancellationToken stopping)
    {
        try
        {
            var comparison = new RunComparison(store, names);
            foreach (RunInfo run in manifest.Runs)
            {
                // A row of an entry behind the manifest's end is refused by the run's own range.
                await comparison.ReadAsync(run, Add, stopping).ConfigureAwait(false);
            }

            return found;

            // A store that reads at once does not look whether somebody has given up.
            void Add(ulong index, ReadOnlySpan<byte> row)
            {
                stopping.ThrowIfCancellationRequested();
                found.Add(index, row);
            }
        }
        catch (Exception e) when (e is AuditFailureException or RunGoneException or LedgerException or OperationCanceledException)
        {
            return null;
        }
    }
}
