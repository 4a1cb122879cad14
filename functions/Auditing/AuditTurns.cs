using System.Diagnostics.CodeAnalysis;

namespace ImmuFunctions.Functions.Auditing;

/// <summary>Which database is audited next, and how long: in the order of their names, each run from where the last one stopped.</summary>
/// <remarks>A database may take all but the least share of each that is left. One thread uses this.</remarks>
internal sealed class AuditTurns
{
    /// <summary>A share is not less: an audit that cannot begin in earnest is none.</summary>
    public static readonly TimeSpan LeastShare = TimeSpan.FromSeconds(5);

    private readonly Queue<string> _left = new();
    private string? _next;
    private TimeProvider _clock = TimeProvider.System;
    private TimeSpan? _time;
    private TimeSpan _most;
    private long _began;
    private bool _isFirst;

    /// <summary>Begins a run.</summary>
    /// <param name="names">All databases.</param>
    /// <param name="time">For all together; null for no limit, then all have their turn.</param>
    /// <param name="most">For one.</param>
    /// <param name="clock">Measures.</param>
    public void Begin(SortedSet<string> names, TimeSpan? time, TimeSpan most, TimeProvider clock)
    {
        (_time, _most, _clock, _began, _isFirst) = (time, most, clock, clock.GetTimestamp(), true);
        _left.Clear();
        foreach (string name in names.Where(IsFromNextOn).Concat(names.Where(name => !IsFromNextOn(name))))
            _left.Enqueue(name);
    }

    /// <summary>Gives the next database.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="deadline">How long its audit may take.</param>
    /// <returns>False if all had their turn, or the time is up: the next run goes on then.</returns>
    public bool TryNext([NotNullWhen(true)] out string? database, out TimeSpan deadline)
    {
        deadline = _most;
        if (!_left.TryPeek(out database))
        {
            _next = null;
            return false;
        }

        if (_time is { } time)
        {
            TimeSpan remaining = time - _clock.GetElapsedTime(_began);
            if (remaining < LeastShare && !_isFirst)
            {
                (_next, database) = (database, null);
                return false;
            }

            long share = Math.Max(remaining.Ticks / _left.Count, (remaining - (_left.Count - 1) * LeastShare).Ticks);
            deadline = TimeSpan.FromTicks(Math.Min(_most.Ticks, Math.Max(LeastShare.Ticks, share)));
        }

        _isFirst = false;
        _left.Dequeue();
        return true;
    }

    private bool IsFromNextOn(string name) => _next is null || string.CompareOrdinal(name, _next) >= 0;
}
