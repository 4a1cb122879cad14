namespace ImmuFunctions.Simulator.Checking;

/// <summary>Compares what clients were told with the log: every acknowledged batch once and where it was said to be, every unknown one at most once, every refused
/// one not at all; and nobody saw less than was known before.</summary>
internal static class HistoryCheck
{
    /// <summary>What is wrong.</summary>
    /// <param name="history">What clients were told.</param>
    /// <param name="log">The log in the end.</param>
    /// <param name="tally">Counts how unknown outcomes turned out.</param>
    public static IEnumerable<string> Faults(History history, LogModel log, OutcomeTally tally)
    {
        if (Placements.TryFind(log, history, out Placements placements) is { } torn)
            return [torn];
        return
        [
            .. history.Writes.Select(w => Fault(w, placements.Of(w.Number), tally)).OfType<string>(),
            .. OrderFaults(history, placements),
        ];
    }

    private static string? Fault(WriteRecord write, IReadOnlyList<int> places, OutcomeTally tally)
    {
        if (places.Count > 1)
            return $"batch {write.Number} is in the log {places.Count} times, at {string.Join(", ", places)}";
        foreach (WriteAttempt attempt in write.Attempts.Where(a => a.Outcome == WriteOutcome.Acknowledged))
        {
            if (places.Count == 0)
                return $"batch {write.Number} was acknowledged at {attempt.FirstIndex} and is not in the log";
            if (places[0] != attempt.FirstIndex)
                return $"batch {write.Number} was acknowledged at {attempt.FirstIndex} and is in the log at {places[0]}";
            if (attempt.SeenSize < attempt.FirstIndex + write.Values.Count)
                return $"batch {write.Number} was acknowledged at {attempt.FirstIndex} with a snapshot of {attempt.SeenSize} entries";
        }

        if (write.IsRefused && places.Count > 0)
            return $"batch {write.Number} was refused and is in the log at {places[0]}";
        if (write.Attempts.Exists(a => a.Outcome == WriteOutcome.Unknown))
            tally.Unknown(wasWritten: places.Count > 0);
        tally.Replays += write.Attempts.Count(a => a.IsReplay);
        return null;
    }

    // The log's order is the witness. Whatever somebody knew before a call began, the call's outcome knows, too.
    private static IEnumerable<string> OrderFaults(History history, Placements placements)
    {
        var known = new List<(long Moment, int Size)>();
        var calls = new List<(long Invoked, int Size, string What)>();
        foreach (WriteRecord write in history.Writes)
        {
            foreach (WriteAttempt attempt in write.Attempts.Where(a => a.Outcome == WriteOutcome.Acknowledged))
                known.Add((attempt.Completed, Math.Max(attempt.SeenSize, attempt.FirstIndex + write.Values.Count)));
            foreach (WriteAttempt attempt in write.Attempts.Where(a => a.Outcome == WriteOutcome.Acknowledged && !a.IsReplay))
                calls.Add((attempt.Invoked, attempt.SeenSize, $"the snapshot with the acknowledgement of batch {write.Number}"));
            if (write.Attempts.Count > 0 && placements.Of(write.Number) is [int place, ..])
                calls.Add((write.Attempts.Min(a => a.Invoked), place, $"batch {write.Number}"));
        }

        foreach (ReadRecord read in history.Reads)
        {
            known.Add((read.Completed, read.Size));
            calls.Add((read.Invoked, read.Size, "a snapshot"));
        }

        known.Sort();
        calls.Sort((a, b) => a.Invoked.CompareTo(b.Invoked));
        int next = 0, size = 0;
        foreach ((long invoked, int at, string what) in calls)
        {
            for (; next < known.Count && known[next].Moment < invoked; next++)
                size = Math.Max(size, known[next].Size);
            if (at < size)
                yield return $"{what}, asked for at moment {invoked}, came to {at}, when {size} entries were known before";
        }
    }
}
