using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Writes rows in their order: those with values in batches, what points to another key by itself, when all before it is written.</summary>
/// <param name="ledger">Where to.</param>
/// <param name="options">Batches.</param>
/// <param name="bound">Where entries have come to lie.</param>
internal sealed class RowWriter(LedgerClient ledger, ImportOptions options, BoundPlaces bound)
{
    /// <summary>Entries written.</summary>
    public ulong Entries { get; private set; }

    /// <summary>Their bytes, as an import counts them.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes.</summary>
    public int Batches { get; private set; }

    /// <summary>Writes all rows that are left.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="begun">The import's state.</param>
    /// <param name="told">Told of the state whenever it changes.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The last state.</returns>
    public async Task<ImportState> WriteAsync(IAsyncEnumerator<SourceRow> source, ImportState begun, Action<ImportState> told, CancellationToken cancellationToken)
    {
        ImportState state = begun;
        bool isRow = await source.MoveNextAsync();
        while (isRow)
        {
            SourceRow row = source.Current;
            ulong written = 1;
            if (row.Pointer is { } pointer)
                await WriteAsync(row, pointer, cancellationToken);
            else
                (written, isRow) = await WriteStretchAsync(source, state, told, cancellationToken);

            // Nothing is under way now.
            state = state with { Written = state.Written + written, Next = ledger.Root.Size, Told = [], Bound = bound.All };
            told(state);
            if (row.Pointer is not null)
                isRow = await source.MoveNextAsync(); // not before it is told: the next row may be malformed
        }

        return state;
    }

    private async Task<(ulong Written, bool IsRow)> WriteStretchAsync(
        IAsyncEnumerator<SourceRow> source, ImportState state, Action<ImportState> told, CancellationToken cancellationToken)
    {
        var stretch = new RowStretch(source, bound);
        var place = new ImportPlace(state, options.InFlight);
        bound.Begin();
        var progress = new BatchWatch(done =>
        {
            bound.Take(done);
            told(place.Take(done) with { Bound = bound.All });
        });
        ImportResult result = await ledger.ImportAsync(stretch.RowsAsync(), options, progress, cancellationToken);
        Entries += result.Entries;
        Bytes += result.Bytes;
        Batches += result.Batches;
        return (result.Written, !stretch.IsAtEnd);
    }

    private async Task WriteAsync(SourceRow row, SourcePointer pointer, CancellationToken cancellationToken)
    {
        string what = pointer.Set is { } of ? $"the member {pointer.Target} of the set {of}" : $"the reference {row.Key}";
        if (pointer.At is not null && !bound.IsComplete)
            throw FailureException.WrongUse($"{what} stands for one version of its key: such rows can be imported from a file only, which is read twice");
        ulong? at = pointer.At is not { } old ? null : bound.Of(old) ?? throw FailureException.WrongUse($"{what} stands for entry {old} of the log that was exported, which is not among the rows before it");
        try
        {
            ulong index = pointer.Set is { } set
                ? await ledger.AddToSetAsync(set, pointer.Score, pointer.Target, at, cancellationToken)
                : await ledger.SetReferenceAsync(row.Key, pointer.Target, at, cancellationToken);
            bound.Note(row, index);
        }
        catch (LedgerClientException e) when (e.Code == StatusCode.NotFound)
        {
            throw FailureException.NotFound($"{what}: there is no key {pointer.Target}, neither in the ledger nor among the rows before it");
        }

        (LedgerBytes key, LedgerBytes value) = pointer.Stored(row.Key, at);
        Entries++;
        Bytes += key.Length + value.Length;
        Batches++;
    }
}
