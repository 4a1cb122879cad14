namespace ImmuFunctions.Core.Index;

/// <summary>Which runs there should be: a function of the number of slices alone.</summary>
/// <remarks>The k-binomial decomposition of Bentley and Saxe (1980) with k = 6: at most six runs, the oldest the largest, and no row is written
/// more often than any method with six runs must. With more slices runs only grow together, so any run of an earlier plan is part of one run of a later plan.</remarks>
public static class RunPlan
{
    /// <summary>Most runs of a plan.</summary>
    public const int MaxRuns = 6;

    /// <summary>Sizes in slices of the runs over <paramref name="slices"/> slices, oldest first; empty for 0.</summary>
    public static int[] For(long slices) => throw new NotImplementedException();

    /// <summary>The next merge on the way to the plan, newest and so smallest runs first.</summary>
    /// <param name="runs">Slices of the live runs, oldest first.</param>
    /// <param name="merge">The neighbouring runs to be made one, at least two.</param>
    /// <returns>False if the runs are as planned.</returns>
    public static bool TryNextMerge(ReadOnlySpan<int> runs, out Range merge) => throw new NotImplementedException();
}
