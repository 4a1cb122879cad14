namespace ImmuFunctions.Bench.Reporting;

/// <summary>How much of a piece of work is done. Thread-safe.</summary>
internal sealed class ProgressCount
{
    private long _done;

    public long Done => Volatile.Read(ref _done);

    public void Add(long more) => Interlocked.Add(ref _done, more);
}
