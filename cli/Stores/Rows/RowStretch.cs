using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Rows with values, up to the first one that points to another key.</summary>
/// <param name="source">Where they come from; it stands on the first one.</param>
/// <param name="bound">Told of each.</param>
internal sealed class RowStretch(IAsyncEnumerator<SourceRow> source, BoundPlaces bound)
{
    /// <summary>Whether the source is at its end; otherwise it stands on a row that points to another key.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The rows.</summary>
    public async IAsyncEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> RowsAsync()
    {
        do
        {
            if (source.Current.Pointer is not null)
                yield break;
            bound.Send(source.Current);
            yield return KeyValuePair.Create(source.Current.Key, source.Current.Value);
        }
        while (await source.MoveNextAsync());
        IsAtEnd = true;
    }
}
