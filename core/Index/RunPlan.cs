namespace ImmuFunctions.Core.Index;

/// <summary>Which runs there should be: a function of the number of slices alone.</summary>
/// <remarks>The k-binomial decomposition of Bentley and Saxe (1980) with k = 6: at most six runs, the oldest the largest, and no row is written
/// more often than any method with six runs must. With more slices runs only grow together, so any run of an earlier plan is part of one run of a later plan.</remarks>
public static class RunPlan
{
    /// <summary>Most runs of a plan.</summary>
    public const int MaxRuns = 6;

    /// <summary>Sizes in slices of the runs over <paramref name="slices"/> slices, oldest first; empty for 0.</summary>
    /// <param name="slices">0 to 2,147,483,647.</param>
    /// <remarks><c>slices = C(d6, 6) + … + C(d1, 1)</c> with <c>d6 &gt; … &gt; d1 ≥ 0</c>: each run as large as fits.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There cannot be that many.</exception>
    public static int[] For(long slices)
    {
        Span<int> sizes = stackalloc int[MaxRuns];
        return sizes[..Plan(slices, sizes)].ToArray();
    }

    /// <summary>The next merge on the way to the plan, newest and so smallest runs first.</summary>
    /// <param name="runs">Slices of the live runs, oldest first.</param>
    /// <param name="merge">The neighbouring runs to be made one, at least two.</param>
    /// <returns>False if the runs are as planned.</returns>
    /// <remarks>
    /// <para>A merge takes all live runs between two boundaries that both the live runs and the plan have. Where the live runs are parts of
    /// planned ones, as they are if they came about by flushes and these merges, that makes a planned run.</para>
    /// <para>Live runs that lie across a planned boundary (another version may have left them) grow together with their neighbours as far as the next
    /// common boundary. So there are at most <see cref="MaxRuns"/> runs in the end whatever there was before, and the plan
    /// is reached when it has grown over the odd run.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A run has no slices, or there are too many.</exception>
    public static bool TryNextMerge(ReadOnlySpan<int> runs, out Range merge)
    {
        var slices = 0L;
        foreach (var run in runs)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(run, 1, nameof(runs));
            slices += run;
        }

        Span<int> sizes = stackalloc int[MaxRuns];
        var planned = Plan(slices, sizes) - 1;

        // Both walks lead from the newest boundary to the oldest; `live` and `plan` are where each has got to, in slices.
        var (live, plan, end) = (slices, slices, runs.Length);
        for (var i = runs.Length - 1; i >= 0; i--)
        {
            live -= runs[i];
            while (plan > live) plan -= sizes[planned--];
            if (plan != live) continue;

            if (end - i > 1)
            {
                merge = i..end;
                return true;
            }

            end = i;
        }

        merge = default;
        return false;
    }

    /// <summary>Writes the planned sizes, oldest first; returns how many.</summary>
    private static int Plan(long slices, Span<int> sizes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slices);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slices, int.MaxValue);
        var count = 0;
        for (var k = MaxRuns; k > 0 && slices > 0; k--)
        {
            var size = LargestBinomial(k, slices);
            sizes[count++] = (int)size;
            slices -= size;
        }

        return count;
    }

    /// <summary>The largest <c>C(d, k)</c> that is at most <paramref name="limit"/>; k at least 1, the limit too.</summary>
    private static long LargestBinomial(int k, long limit)
    {
        if (k == 1) return limit;

        // C(d + 1, k) = C(d, k) · (d + 1) / (d + 1 − k), from C(k, k) = 1; the sixth binomial passes 2^31 after some hundred steps.
        var size = 1L;
        for (var d = k; ; d++)
        {
            var next = size * (d + 1) / (d + 1 - k);
            if (next > limit) return size;
            size = next;
        }
    }
}
