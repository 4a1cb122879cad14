namespace ImmuFunctions.Simulator.Checking;

/// <summary>Whether what was written to and read from one key can have happened one after the other: Wing and Gong's search, with the states that were met remembered.</summary>
/// <remarks>Knows nothing of indexes or of the log: only when operations began and ended, and values, each of which is written once.</remarks>
internal static class RegisterCheck
{
    private const int MostStates = 200_000;

    /// <summary>What is wrong with a key's history, or null.</summary>
    /// <param name="key">The key.</param>
    /// <param name="history">All keys' history.</param>
    /// <param name="tally">Told if the search was given up.</param>
    public static string? Fault(string key, History history, OutcomeTally tally)
    {
        List<RegisterOperation> operations = Collect(key, history);
        operations.Sort((a, b) => a.Invoked.CompareTo(b.Invoked));
        return Search(operations) switch
        {
            true => null,
            false => $"no order of the {operations.Count} reads and writes of {key} explains what was read",
            null => GiveUp(tally),
        };
    }

    private static string? GiveUp(OutcomeTally tally)
    {
        tally.SearchesGivenUp++;
        return null;
    }

    // A write of unknown outcome that nobody saw may as well not have happened; one that was seen had happened when it was first seen.
    private static List<RegisterOperation> Collect(string key, History history)
    {
        var firstSeen = new Dictionary<string, long>(StringComparer.Ordinal);
        var operations = new List<RegisterOperation>();
        foreach (ReadRecord read in history.Reads)
        {
            if (!read.Seen.TryGetValue(key, out string? value))
                continue;
            operations.Add(new RegisterOperation(false, value, read.Invoked, read.Completed));
            if (value is not null)
                firstSeen[value] = Math.Min(read.Completed, firstSeen.GetValueOrDefault(value, long.MaxValue));
        }

        foreach (WriteRecord write in history.Writes)
        {
            int last = write.Keys.Count - 1;
            while (last >= 0 && write.Keys[last] != key)
                last--;
            if (last < 0 || write.Attempts.Count == 0)
                continue;
            string value = write.Values[last];
            long invoked = write.Attempts.Min(a => a.Invoked);
            long ended = write.Attempts.Where(a => a.Outcome == WriteOutcome.Acknowledged).Select(a => a.Completed).DefaultIfEmpty(long.MaxValue).Min();
            ended = Math.Min(ended, firstSeen.GetValueOrDefault(value, long.MaxValue));
            if (ended < long.MaxValue)
                operations.Add(new RegisterOperation(true, value, invoked, ended));
        }

        return operations;
    }

    // Null if there are too many states. Operations are in the order in which they began.
    private static bool? Search(List<RegisterOperation> operations)
    {
        var met = new HashSet<(string Done, string? Value)>();
        var todo = new Stack<(ulong[] Done, int First, string? Value)>();
        todo.Push((new ulong[(operations.Count + 63) / 64], 0, null));
        while (todo.TryPop(out (ulong[] Done, int First, string? Value) state))
        {
            int first = state.First;
            while (first < operations.Count && IsDone(state.Done, first))
                first++;
            if (first == operations.Count)
                return true;
            if (met.Count == MostStates)
                return null;

            // Next can only be one that began before any of the others ended.
            long end = long.MaxValue;
            for (int i = first; i < operations.Count && operations[i].Invoked < end; i++)
            {
                if (!IsDone(state.Done, i))
                    end = Math.Min(end, operations[i].Ended);
            }

            // A read that fits changes nothing: to take it first is never wrong, and then nothing else has to be tried.
            int read = first;
            while (read < operations.Count && operations[read].Invoked <= end && (IsDone(state.Done, read) || operations[read].IsWrite || operations[read].Value != state.Value))
                read++;
            bool hasRead = read < operations.Count && operations[read].Invoked <= end;
            for (int i = hasRead ? read : first; i < operations.Count && operations[i].Invoked <= end && (!hasRead || i == read); i++)
            {
                RegisterOperation next = operations[i];
                if (IsDone(state.Done, i) || (!next.IsWrite && next.Value != state.Value))
                    continue;
                ulong[] done = [.. state.Done];
                done[i / 64] |= 1UL << (i % 64);
                string? value = next.IsWrite ? next.Value : state.Value;
                if (met.Add((Key(done), value)))
                    todo.Push((done, first, value));
            }
        }

        return false;
    }

    private static bool IsDone(ulong[] done, int i) => (done[i / 64] & (1UL << (i % 64))) != 0;

    private static string Key(ulong[] done) =>
        string.Create(done.Length * 4, done, static (text, words) => System.Runtime.InteropServices.MemoryMarshal.Cast<ulong, char>(words).CopyTo(text));
}
