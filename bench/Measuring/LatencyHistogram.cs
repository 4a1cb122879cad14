using System.Diagnostics;
using System.Numerics;

namespace ImmuFunctions.Bench.Measuring;

/// <summary>Counts durations in fixed buckets, each at most 1/64 wide of its value. Thread-safe while recording.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 6;
    private const int SubBuckets = 1 << SubBucketBits;

    // Below 2 * SubBuckets every nanosecond has its own; above, each power of two has SubBuckets.
    private readonly long[] _buckets = new long[(64 - SubBucketBits) * SubBuckets];
    private long _longest;

    /// <summary>How many durations were recorded.</summary>
    public long Count => _buckets.Sum();

    /// <summary>The longest one, exactly.</summary>
    public TimeSpan Longest => FromNanoseconds(_longest);

    /// <summary>Adds one duration.</summary>
    /// <param name="stopwatchTicks">In units of <see cref="Stopwatch.Frequency"/>; not negative.</param>
    public void Record(long stopwatchTicks)
    {
        var nanoseconds = (long)(stopwatchTicks * (1e9 / Stopwatch.Frequency));
        Interlocked.Increment(ref _buckets[BucketOf(nanoseconds)]);
        var longest = Volatile.Read(ref _longest);
        while (nanoseconds > longest)
        {
            var seen = Interlocked.CompareExchange(ref _longest, nanoseconds, longest);
            if (seen == longest)
                break;
            longest = seen;
        }
    }

    /// <summary>A duration that at least <paramref name="share"/> of those recorded do not exceed; zero if there are none.</summary>
    /// <param name="share">Such as 0.99.</param>
    public TimeSpan Quantile(double share)
    {
        var wanted = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= wanted && seen > 0)
                return FromNanoseconds(Math.Min(LastOf(i), _longest));
        }

        return TimeSpan.Zero;
    }

    private static int BucketOf(long nanoseconds)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)nanoseconds) - SubBucketBits);
        return shift * SubBuckets + (int)(nanoseconds >> shift);
    }

    private static long LastOf(int bucket)
    {
        if (bucket < 2 * SubBuckets)
            return bucket;
        var shift = bucket / SubBuckets - 1;
        return ((bucket - shift * SubBuckets + 1L) << shift) - 1;
    }

    private static TimeSpan FromNanoseconds(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
