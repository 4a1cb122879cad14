using System.Globalization;

namespace ImmuFunctions.Bench.Costs;

/// <summary>Operations of a store, counted by what they are about.</summary>
internal sealed class OperationTally
{
    private readonly IReadOnlyList<StoreOperation> _operations;

    /// <summary>Counts.</summary>
    public OperationTally(IReadOnlyList<StoreOperation> operations)
    {
        _operations = operations;
        Probes = operations.Count(operation => operation.IsProbe);
        LogReads = operations.Count(operation => operation is { Verb: StoreVerb.Read, IsProbe: false } && operation.IsIn("log/"));
        TileReads = ReadsOf("tile/");
        PositionReads = ReadsOf("positions/");
        IndexReads = ReadsOf("index/");
    }

    /// <summary>All of them.</summary>
    public int Total => _operations.Count;

    /// <summary>Looks whether the log has grown that found nothing new.</summary>
    public int Probes { get; }

    /// <summary>Other reads of the log.</summary>
    public int LogReads { get; }

    /// <summary>Reads of hash tiles.</summary>
    public int TileReads { get; }

    /// <summary>Reads of position tiles.</summary>
    public int PositionReads { get; }

    /// <summary>Reads of runs and the manifest.</summary>
    public int IndexReads { get; }

    /// <summary>How many operations of a kind there are in a folder.</summary>
    public int Count(StoreVerb verb, string folder) => _operations.Count(operation => operation.Verb == verb && operation.IsIn(folder));

    /// <summary>Bytes read or written by operations of a kind in a folder.</summary>
    public long Bytes(StoreVerb verb, string folder) =>
        _operations.Where(operation => operation.Verb == verb && operation.IsIn(folder)).Sum(operation => Math.Max(0, operation.Bytes));

    /// <summary>Such as <c>1 tail probe, 1 of the log, 0.02 of hash tiles</c>: what there is, for each of so many actions.</summary>
    public string Per(long actions)
    {
        var others = Total - Probes - LogReads - TileReads - PositionReads - IndexReads;
        (int Count, string Name)[] kinds =
        [
            (Probes, "tail probe"), (LogReads, "of the log"), (IndexReads, "of the index"), (TileReads, "of hash tiles"),
            (PositionReads, "of position tiles"), (others, "others"),
        ];
        var parts = kinds.Where(kind => kind.Count > 0).Select(kind => $"{Number((double)kind.Count / actions)} {kind.Name}").ToList();
        return parts.Count > 0 ? string.Join(", ", parts) : "0";
    }

    /// <summary>One after the other, as far as a reader has patience.</summary>
    /// <param name="most">How many are shown.</param>
    public string Listing(int most)
    {
        var shown = string.Join("; ", _operations.Take(most).Select(operation => $"`{operation}`"));
        var rest = _operations.Skip(most).ToList();
        return rest.Count == 0
            ? shown
            : string.Create(CultureInfo.InvariantCulture, $"{shown}; and {rest.Count:N0} more of {rest.Sum(operation => Math.Max(0, operation.Bytes)):N0} B");
    }

    private static string Number(double value) => value.ToString("#,##0.##", CultureInfo.InvariantCulture);

    private int ReadsOf(string folder) => Count(StoreVerb.Read, folder) + Count(StoreVerb.Get, folder);
}
