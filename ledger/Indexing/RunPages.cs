using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Finds pages by their fences.</summary>
internal static class RunPages
{
    /// <summary>The last page whose fence is not above <paramref name="row"/>; 0 if there is none.</summary>
    /// <param name="run">A run with at least one page.</param>
    /// <param name="row">A row, or a bound between rows.</param>
    public static int Find(RunInfo run, ReadOnlySpan<byte> row)
    {
        IReadOnlyList<PageInfo> pages = run.Pages;
        int low = 0, high = pages.Count - 1;
        while (low < high)
        {
            int middle = low + ((high - low + 1) / 2);
            if (pages[middle].Fence.Span.SequenceCompareTo(row) <= 0)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
