using System.Collections.Concurrent;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>Looks at every manifest and every deletion: what a manifest names is there as long as it names it.</summary>
internal sealed class WatchedStore(MemoryStore inner) : StoreDecorator(inner)
{
    private readonly Lock _gate = new();
    private Manifest? _live;

    /// <summary>What was not as it should be.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>Runs deleted.</summary>
    public int Deletions { get; private set; }

    public override ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            string? version = base.PutAsync(name, data, condition, durability, cancellationToken).AsTask().GetAwaiter().GetResult();
            if (name == ManifestCodec.Name && version is not null)
                Look(data.Span);
            return new(version);
        }
    }

    public override ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_live?.Runs.Any(r => RunName.Format(r.From, r.To) == name) == true)
                Faults.Enqueue($"{name} was deleted while it was live");
            Deletions++;
            return base.DeleteAsync(name, cancellationToken);
        }
    }

    private void Look(ReadOnlySpan<byte> bytes)
    {
        _ = ManifestCodec.TryDecode(bytes, out Manifest? next);
        if (next!.Size < (_live?.Size ?? 0))
            Faults.Enqueue($"the manifest went back from {_live!.Size} to {next.Size}");
        if (next.Runs.Count > IndexUpkeep.MaxLiveRuns)
            Faults.Enqueue($"{next.Runs.Count} runs are live");
        ulong end = 0;
        foreach (RunInfo run in next.Runs)
        {
            string name = RunName.Format(run.From, run.To);
            if (base.GetAsync(name, default).AsTask().GetAwaiter().GetResult() is not { } blob || blob.Bytes.Length != run.Length)
                Faults.Enqueue($"{name} is live and not there");
            if (run.From != end)
                Faults.Enqueue($"{name} does not begin at {end}");
            end = run.To;
        }

        if (end != next.Size)
            Faults.Enqueue($"the runs end at {end}, the manifest at {next.Size}");
        _live = next;
    }
}
