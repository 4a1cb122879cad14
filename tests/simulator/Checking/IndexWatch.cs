using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Simulator.Cloud;
using ImmuFunctions.Simulator.Scheduling;

namespace ImmuFunctions.Simulator.Checking;

/// <summary>What runs and manifests have to be, and which runs may be deleted.</summary>
/// <param name="driver">Has the time.</param>
/// <param name="log">The log they follow from.</param>
/// <param name="runs">What runs have to be.</param>
/// <param name="lost">What may be missing.</param>
/// <param name="grace">For so long a run is kept after a manifest has named it.</param>
/// <param name="find">Looks for a blob.</param>
internal sealed class IndexWatch(Driver driver, LogModel log, RunModel runs, LostBlobs lost, TimeSpan grace, Func<string, CloudBlob?> find)
{
    private readonly Dictionary<string, TimeSpan> _namedUntil = new(StringComparer.Ordinal);
    private readonly Dictionary<VirtualProcess, int> _born = [];
    private readonly Dictionary<string, int> _deletedAt = new(StringComparer.Ordinal);
    private int _age;

    /// <summary>The manifest that is there.</summary>
    public Manifest? Current { get; private set; }

    /// <summary>A process starts.</summary>
    public void Begin(VirtualProcess process) => _born[process] = _age;

    /// <summary>What is wrong with a run that was committed, or null.</summary>
    public string? CheckRun(string name, ReadOnlySpan<byte> bytes)
    {
        if (!RunName.TryParse(name, out ulong from, out ulong to))
            return $"{name} is no run's name";
        if (runs.Of(from, to) is not { } expected)
            return $"{name} does not begin and end with slices, which end at {string.Join(' ', log.SliceEnds)}";
        return bytes.SequenceEqual(expected.Bytes) ? null : $"{name} is not what its range of the log gives";
    }

    /// <summary>What is wrong with a manifest that was put, or null.</summary>
    public string? CheckManifest(ReadOnlySpan<byte> bytes)
    {
        RunFault fault = ManifestCodec.TryDecode(bytes, out Manifest? manifest);
        if (manifest is null)
            return $"a manifest cannot be read: {fault}";
        Manifest? before = Current;
        Current = manifest;
        foreach (RunInfo run in before?.Runs ?? [])
        {
            if (!manifest.Runs.Any(r => r.From == run.From && r.To == run.To))
                _namedUntil[NameOf(run)] = driver.Now;
        }

        if (before is not null && manifest.Size < before.Size)
            return $"the manifest shrank from {before.Size} to {manifest.Size} entries";
        if (Describe(manifest) is { } wrong)
            return wrong;
        foreach (RunInfo run in manifest.Runs)
        {
            if (runs.Of(run.From, run.To) is not { } expected || !IsSame(expected.Info, run))
                return $"a manifest of {manifest.Size} entries says of {NameOf(run)} what is not so";
            // Whoever wrote it before a manifest was lost may name it when the next one was lost, too: nothing tells the two times without a manifest apart.
            if (_deletedAt.TryGetValue(NameOf(run), out int age) && age < _age && find(NameOf(run)) is null)
                lost.Lose(NameOf(run));
            if (find(NameOf(run)) is null && !lost.IsMissing(NameOf(run)))
                return $"a manifest of {manifest.Size} entries names {NameOf(run)}, which is not there";
        }

        return TileWatch.FullAt((int)manifest.Size).FirstOrDefault(t => find(t) is null && !lost.WasEverLost(t)) is { } missing
            ? $"a manifest of {manifest.Size} entries was put before {missing} was written"
            : null;
    }

    /// <summary>What is wrong with the deletion of a blob of the index by a process, or null.</summary>
    public string? CheckDeletion(string name, VirtualProcess by)
    {
        if (!RunName.TryParse(name, out ulong from, out ulong to))
            return $"{by.Name} deleted {name}";

        _deletedAt[name] = _age;

        // A process that was there before the manifest was lost knows larger runs than those that are made again.
        bool isOfAnotherAge = _born[by] < _age;
        if (Current?.Runs.Any(r => r.From == from && r.To == to) == true)
        {
            lost.Lose(name);
            return isOfAnotherAge ? null : $"{by.Name} deleted {name}, which the manifest names";
        }

        return !isOfAnotherAge && _namedUntil.TryGetValue(name, out TimeSpan until) && driver.Now - until < grace
            ? $"{by.Name} deleted {name} {driver.Now - until} after a manifest had named it; it should be kept for {grace}"
            : null;
    }

    /// <summary>The manifest was lost: the index is made again from the log.</summary>
    public void LoseManifest()
    {
        _age++;
        Current = null;
    }

    /// <summary>Runs that the manifest names and nobody can read.</summary>
    public IEnumerable<string> MissingRuns() => Current?.Runs.Select(NameOf).Where(n => find(n) is null) ?? [];

    /// <summary>Whether the runs are as planned, over every slice that is complete.</summary>
    public string? CheckPlan()
    {
        int slices = log.SliceEnds.Count;
        int[] live = [.. Current?.Runs.Select(r => r.Slices) ?? []];
        int[] plan = RunPlan.For(slices);
        return plan.SequenceEqual(live) ? null : $"the live runs are {string.Join(' ', live)} slices; planned are, for {slices} slices, {string.Join(' ', plan)}";
    }

    private static string NameOf(RunInfo run) => RunName.Format(run.From, run.To);

    private string? Describe(Manifest manifest)
    {
        int size = (int)manifest.Size;
        int last = log.Frames.Count - 1;
        while (last >= 0 && log.Frames[last].FirstIndex + log.Frames[last].Count > size)
            last--;
        if (last < 0 || log.Frames[last] is not { } frame || frame.FirstIndex + frame.Count != size)
            return $"a manifest ends after {size} entries, within a frame";
        bool isRight = log.SliceEnds.Contains(size)
            && manifest.Root == log.Root(size)
            && (manifest.Segment, manifest.LastFrame, manifest.Position, manifest.Frames) == (frame.Segment, frame.Position, frame.Position + frame.Length, frame.NumberInSegment)
            && manifest.Requests.SequenceEqual(log.Requests.Where(r => r.FirstIndex < manifest.Size).TakeLast(CommittedRequest.Window))
            && manifest.Positions.SequenceEqual(log.Entries.Skip(size / Tile.Width * Tile.Width).Take(size % Tile.Width).Select(e => e.Position))
            && manifest.Tiles.All(t => t.Id.Level > 0 || t.Hashes.SequenceEqual(log.Leaves.Skip(size / Tile.Width * Tile.Width).Take(size % Tile.Width).ToArray()));
        return isRight ? null : $"a manifest of {size} entries does not describe the log";
    }

    private static bool IsSame(RunInfo a, RunInfo b) =>
        (a.From, a.To, a.Slices, a.Rows, a.Keys, a.Length, a.Root) == (b.From, b.To, b.Slices, b.Rows, b.Keys, b.Length, b.Root)
        && a.Pages.Count == b.Pages.Count && a.Pages.Zip(b.Pages).All(p => p.First.Root == p.Second.Root);
}
