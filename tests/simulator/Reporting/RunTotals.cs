using System.Globalization;
using ImmuFunctions.Simulator.Cloud;
using ImmuFunctions.Simulator.World;

namespace ImmuFunctions.Simulator.Reporting;

/// <summary>Sums over many seeds, written as lines of a name and a number that another process can add up.</summary>
internal sealed class RunTotals
{
    private readonly Dictionary<string, long> _sums = [];
    private readonly List<string> _order = [];

    /// <summary>Seeds in which something was wrong.</summary>
    public long Violations => _sums.GetValueOrDefault("seeds with a violation");

    public void Add(SeedResult result)
    {
        Add("seeds", 1);
        Add("seeds with a violation", result.Violations.Count > 0 ? 1 : 0);
        Add("writes", result.History.Writes.Count);
        Add("writes acknowledged", result.History.Writes.Count(w => w.IsAcknowledged));
        Add("writes refused", result.History.Writes.Count(w => w.IsRefused));
        Add("unknown writes that were written", result.Outcomes.UnknownWritten);
        Add("unknown writes that were not", result.Outcomes.UnknownNotWritten);
        Add("replays", result.Outcomes.Replays);
        Add("snapshots", result.History.Reads.Count);
        Add("searches given up", result.Outcomes.SearchesGivenUp);
        Add("entries", result.Entries);
        Add("store calls", result.StoreCalls);
        Add("events", result.Events);
        Add("virtual seconds", (long)result.VirtualTime.TotalSeconds);
        foreach (Fault fault in Enum.GetValues<Fault>())
            Add(Name(fault), result.Faults[fault]);
    }

    /// <summary>Adds what another process wrote.</summary>
    /// <returns>False if the line is none of <see cref="Write"/>'s.</returns>
    public bool TryAdd(string line)
    {
        int colon = line.IndexOf(": ", StringComparison.Ordinal);
        if (!line.StartsWith("  ", StringComparison.Ordinal) || colon < 0 || !long.TryParse(line.AsSpan(colon + 2), NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            return false;
        Add(line[2..colon], value);
        return true;
    }

    public void Write(TextWriter output)
    {
        foreach (string name in _order)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {_sums[name]}"));
    }

    /// <summary>A fault as totals name it.</summary>
    public static string Name(Fault fault) => $"fault {fault}";

    private void Add(string name, long value)
    {
        if (_sums.TryAdd(name, 0))
            _order.Add(name);
        _sums[name] += value;
    }
}
