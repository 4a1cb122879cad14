namespace ImmuFunctions.Service.Accounts.Tokens;

/// <summary>When something was done last. Thread-safe.</summary>
internal sealed class LastTime
{
    private long _ticks = long.MinValue;

    /// <summary>It is done now.</summary>
    public void Set(DateTimeOffset now) => Volatile.Write(ref _ticks, now.UtcTicks);

    /// <summary>Whether that was less than <paramref name="span"/> ago. A clock that was set back counts as time gone by.</summary>
    public bool IsWithin(TimeSpan span, DateTimeOffset now)
    {
        long then = Volatile.Read(ref _ticks);
        return then != long.MinValue && (ulong)(now.UtcTicks - then) < (ulong)span.Ticks;
    }
}
