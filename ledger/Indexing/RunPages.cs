using System.Runtime.CompilerServices;
using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Finds pages by their fences.</summary>
internal static class RunPages
{
    // Made when a run is first looked into; goes with the run.
    private static readonly ConditionalWeakTable<RunInfo, FenceTable> Tables = [];

    /// <summary>The last page whose fence is not above <paramref name="row"/>; 0 if there is none.</summary>
    /// <param name="run">A run with at least one page.</param>
    /// <param name="row">A row, or a bound between rows.</param>
    public static int Find(RunInfo run, ReadOnlySpan<byte> row) => Tables.GetValue(run, static r => new FenceTable(r)).Find(row);
}
