using System.Text;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Simulator.Checking;

/// <summary>Asks a snapshot and compares its answers with the log.</summary>
internal sealed class SnapshotCheck(LogModel log, Verdict verdict)
{
    /// <summary>Roots that somebody has seen, by size.</summary>
    private readonly SortedDictionary<int, Hash> _seenRoots = [];

    /// <summary>A snapshot's size and root are those of the log.</summary>
    public void CheckRoot(Snapshot snapshot)
    {
        int size = (int)snapshot.Size;
        if (size > log.Size)
            verdict.Report($"a snapshot has {size} entries, the log {log.Size}");
        else if (snapshot.Root != log.Root(size))
            verdict.Report($"a snapshot of {size} entries has root {snapshot.Root}; they give {log.Root(size)}");
        else
            _seenRoots[size] = snapshot.Root;
    }

    /// <summary>The value of a key, read from the ledger itself; null if the key is not there.</summary>
    public async Task<string?> ReadAsync(Snapshot snapshot, string key)
    {
        KeyVersion? latest = await snapshot.LatestAsync(Bytes(key), CancellationToken.None);
        LogEntry? expected = log.Latest(key, (int)snapshot.Size);
        if ((int?)latest?.Index != expected?.Index)
            verdict.Report($"in a snapshot of {snapshot.Size} entries the newest version of {key} is {latest?.Index}; it should be {expected?.Index}");
        if (latest is not { } version)
            return null;
        Entry entry = await snapshot.EntryAsync(version, CancellationToken.None);
        return LogModel.KeyText(entry.Value.Span);
    }

    /// <summary>Asks one thing, drawn by chance.</summary>
    public async Task CheckSomethingAsync(Snapshot snapshot, Random chance, IReadOnlyList<string> keys)
    {
        int size = (int)snapshot.Size;
        string key = keys[chance.Next(keys.Count)];
        switch (chance.Next(8))
        {
            case 0:
                await CheckScanAsync(snapshot, reverse: chance.Next(2) == 0);
                break;
            case 1:
                await CheckVersionsAsync(snapshot, key, oldestFirst: chance.Next(2) == 0);
                break;
            case 2 when size > 0:
                await CheckEntryAsync(snapshot, chance.Next(size));
                break;
            case 3 when size > 0:
                await CheckInclusionAsync(snapshot, chance.Next(size), chance.Next(size) + 1);
                break;
            case 4:
                await CheckConsistencyAsync(snapshot, chance);
                break;
            case 5:
                await CheckPastAsync(snapshot, key, chance.Next(size + 1));
                break;
            case 6:
                await CheckMembersAsync(snapshot);
                break;
            default:
                await CheckCountAsync(snapshot);
                break;
        }
    }

    /// <summary>Asks everything.</summary>
    public async Task CheckAllAsync(Snapshot snapshot, Random chance, IReadOnlyList<string> keys)
    {
        CheckRoot(snapshot);
        await CheckScanAsync(snapshot, reverse: false);
        await CheckScanAsync(snapshot, reverse: true);
        await CheckMembersAsync(snapshot);
        await CheckCountAsync(snapshot);
        foreach (string key in keys)
        {
            await CheckVersionsAsync(snapshot, key, oldestFirst: false);
            await ReadAsync(snapshot, key);
        }

        for (int i = 0; i < 10 && snapshot.Size > 0; i++)
        {
            await CheckEntryAsync(snapshot, chance.Next((int)snapshot.Size));
            await CheckInclusionAsync(snapshot, chance.Next((int)snapshot.Size), (int)snapshot.Size);
            await CheckConsistencyAsync(snapshot, chance);
        }
    }

    private async Task CheckScanAsync(Snapshot snapshot, bool reverse)
    {
        int size = (int)snapshot.Size;
        List<string> found = [];
        await foreach (KeyRow row in snapshot.ScanAsync(default, null, reverse, CancellationToken.None))
            found.Add($"{LogModel.KeyText(row.Key.Span)}={row.Version.Index}");
        IEnumerable<string> expected = log.Keys.Select(k => log.Latest(k.Key, size)).OfType<LogEntry>().Select(e => $"{LogModel.KeyText(e.Key)}={e.Index}");
        Compare($"a scan of {size} entries", reverse ? expected.Reverse() : expected, found);
    }

    private async Task CheckMembersAsync(Snapshot snapshot)
    {
        int size = (int)snapshot.Size;
        List<string> found = [];
        await foreach (MemberRow row in snapshot.MembersAsync("set"u8.ToArray(), null, null, null, false, CancellationToken.None))
            found.Add($"{row.Score}={row.Version.Index}");
        IEnumerable<string> expected = log.Keys.Select(k => log.Latest(k.Key, size)).OfType<LogEntry>()
            .Where(e => e.Kind == EntryKind.SortedSetMember).Select(e => (Score: ScoreOf(e.Key), e.Index)).OrderBy(e => e.Score).Select(e => $"{e.Score}={e.Index}");
        Compare($"the members among {size} entries", expected, found);
    }

    private async Task CheckVersionsAsync(Snapshot snapshot, string key, bool oldestFirst)
    {
        List<string> found = [];
        await foreach (KeyVersion version in snapshot.VersionsAsync(Bytes(key), oldestFirst, null, CancellationToken.None))
            found.Add($"{version.Index}");
        IEnumerable<string> expected = log.Versions(key).Where(e => e.Index < (int)snapshot.Size).Select(e => $"{e.Index}");
        Compare($"the versions of {key} among {snapshot.Size} entries", oldestFirst ? expected : expected.Reverse(), found);
    }

    private async Task CheckEntryAsync(Snapshot snapshot, int index)
    {
        Entry entry = await snapshot.EntryAsync((ulong)index, CancellationToken.None);
        LogEntry expected = log.Entries[index];
        if (!entry.Key.Span.SequenceEqual(expected.Key) || !entry.Value.Span.SequenceEqual(expected.Value) || entry.Leaf != log.Leaves[index])
            verdict.Report($"entry {index} is {LogModel.KeyText(entry.Key.Span)} = {LogModel.KeyText(entry.Value.Span)}; the log has {LogModel.KeyText(expected.Key)} = {LogModel.KeyText(expected.Value)}");
    }

    private async Task CheckInclusionAsync(Snapshot snapshot, int index, int size)
    {
        if (index >= size)
            return;
        Hash[] path = await snapshot.InclusionAsync((ulong)index, (ulong)size, CancellationToken.None);
        ProofFault fault = InclusionProof.Verify((ulong)index, (ulong)size, log.Leaves[index], path, log.Root(size));
        if (fault != ProofFault.None)
            verdict.Report($"the proof that entry {index} is among {size} does not hold: {fault}");
    }

    private async Task CheckConsistencyAsync(Snapshot snapshot, Random chance)
    {
        int[] sizes = [.. _seenRoots.Keys.Where(s => s <= (int)snapshot.Size)];
        if (sizes.Length == 0)
            return;
        int a = sizes[chance.Next(sizes.Length)], b = sizes[chance.Next(sizes.Length)];
        (int old, int now) = (Math.Min(a, b), Math.Max(a, b));
        Hash[] path = await snapshot.ConsistencyAsync((ulong)old, (ulong)now, CancellationToken.None);
        ProofFault fault = ConsistencyProof.Verify((ulong)old, _seenRoots[old], (ulong)now, _seenRoots[now], path);
        if (fault != ProofFault.None)
            verdict.Report($"the proof from {old} to {now} entries does not hold for the roots that were seen: {fault}");
    }

    private async Task CheckPastAsync(Snapshot snapshot, string key, int size)
    {
        KeyVersion? latest = await snapshot.LatestAsync(Bytes(key), (ulong)size, CancellationToken.None);
        if ((int?)latest?.Index != log.Latest(key, size)?.Index)
            verdict.Report($"of {key} the newest version among {size} entries is said to be {latest?.Index}; it is {log.Latest(key, size)?.Index}");
        Hash root = await snapshot.RootAtAsync((ulong)size, CancellationToken.None);
        if (root != log.Root(size))
            verdict.Report($"the root of {size} entries is said to be {root}; it is {log.Root(size)}");
    }

    private async Task CheckCountAsync(Snapshot snapshot)
    {
        ulong found = await snapshot.CountKeysAsync(CancellationToken.None);
        int expected = log.Keys.Count(k => k.Value[0].Index < (int)snapshot.Size);
        if ((int)found != expected)
            verdict.Report($"{found} keys were counted among {snapshot.Size} entries; there are {expected}");
    }

    private void Compare(string what, IEnumerable<string> expected, List<string> found)
    {
        if (!expected.SequenceEqual(found))
            verdict.Report($"{what} gave {string.Join(' ', found)}; it should give {string.Join(' ', expected)}");
    }

    private static double ScoreOf(byte[] key) => SortedSetKey.TryParse(key, out _, out double score, out _, out _) ? score : double.NaN;

    private static byte[] Bytes(string key) => Encoding.Latin1.GetBytes(key);
}
