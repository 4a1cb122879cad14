namespace ImmuFunctions.Ledger.Storage;

/// <summary>A count that many threads add to all the time and somebody reads now and then.</summary>
/// <remarks>Threads add in different cache lines, so that counting does not make them wait for each other. Each addition is atomic all the same,
/// which costs little where nobody else is: no addition is lost.</remarks>
internal sealed class StripedCounter
{
    private const int Stripes = 16;
    private const int LongsPerLine = 16; // 128 bytes: processors fetch lines in pairs

    // One line more than there are stripes: the array's own length lies before the first.
    private readonly long[] _counts = new long[(Stripes + 1) * LongsPerLine];

    /// <summary>The sum; additions under way may or may not be in it.</summary>
    public long Value
    {
        get
        {
            long sum = 0;
            for (int stripe = 1; stripe <= Stripes; stripe++)
                sum += Volatile.Read(ref _counts[stripe * LongsPerLine]);
            return sum;
        }
    }

    public void Increment() =>
        Interlocked.Increment(ref _counts[(1 + (Environment.CurrentManagedThreadId % Stripes)) * LongsPerLine]);
}
