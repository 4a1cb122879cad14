using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Commits;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;
using ImmuFunctions.Ledger.Tests.Indexing;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Requests;

/// <summary>Two hosts on one store to which anything may happen, and what must be true of them.</summary>
internal sealed class TwoHosts : IAsyncDisposable
{
    private const int Ids = 25;

    private readonly MemoryStore _memory = new(exclusive: false);
    private readonly FaultyStore[] _stores;
    private readonly LedgerEngine[] _ledgers = new LedgerEngine[2];
    private readonly Dictionary<int, ulong> _firstIndexes = [];
    private readonly HashSet<int> _written = [];
    private readonly List<Func<Task<AppendOutcome>>> _ghosts = [];
    private readonly Random _random;
    private readonly LedgerOptions _options;
    private int _unnamed;

    private TwoHosts(Random random)
    {
        _random = random;
        _stores = [new FaultyStore(_memory), new FaultyStore(_memory)];
        _options = Sliced.Options with { SliceEntries = 7, SegmentFrames = 9, GroupEntries = 6, Jitter = () => 0 };
    }

    public static async Task<TwoHosts> OpenAsync(Random random)
    {
        var hosts = new TwoHosts(random);
        await hosts.StartAsync(0);
        await hosts.StartAsync(1);
        return hosts;
    }

    public async Task StepAsync()
    {
        int host = _random.Next(2);
        switch (_random.Next(12))
        {
            case 0:
                await StopAsync(host);
                await StartAsync(host);
                break;
            case 1:
                await StopAsync(0);
                await StopAsync(1);
                if (_random.Next(2) == 0)
                    await Sliced.DeleteIndexAsync(_memory);
                await StartAsync(0);
                await StartAsync(1);
                break;
            case 2:
                foreach (Func<Task<AppendOutcome>> ghost in _ghosts)
                    await ghost();
                _ghosts.Clear();
                break;
            case 3:
                await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SendAsync(i % 2)));
                break;
            case 4:
                await ReadAsync(host);
                break;
            default:
                Harm(host);
                await Task.WhenAll(Enumerable.Range(0, _random.Next(1, 5)).Select(_ => SendAsync(host)));
                break;
        }
    }

    /// <summary>That every request is in the log at most once, where its sender was told, and that both hosts and two fresh ones know the same requests.</summary>
    public async Task CheckAsync()
    {
        _stores[0].Heal();
        _stores[1].Heal();
        string[] keys = await _ledgers[0].KeysAsync();
        Assert.Equal(keys, await _ledgers[1].KeysAsync());
        for (int id = 0; id < Ids; id++)
        {
            int[] places = [.. Enumerable.Range(0, keys.Length).Where(i => keys[i] == KeyOf(id, 0))];
            Assert.InRange(places.Length, 0, 1);
            if (_firstIndexes.TryGetValue(id, out ulong first))
                Assert.Equal([(int)first], places);
            for (int i = 0; places.Length > 0 && i < CountOf(id); i++)
                Assert.Equal(KeyOf(id, i), keys[places[0] + i]);
        }

        CommittedRequest[] inLog = [.. keys.Index().Where(k => k.Item.EndsWith("#0", StringComparison.Ordinal)).Select(k => RequestAt(k.Index, k.Item))];
        Assert.Equal(inLog, _ledgers[0].KnownRequests);
        Assert.Equal(inLog, _ledgers[1].KnownRequests);
        await StopAsync(0);
        await StopAsync(1);
        await StartAsync(0);
        Assert.Equal(inLog, _ledgers[0].KnownRequests);
        await StopAsync(0);
        await Sliced.DeleteIndexAsync(_memory);
        await StartAsync(0);
        Assert.Equal(inLog, _ledgers[0].KnownRequests);
    }

    public async ValueTask DisposeAsync()
    {
        await _ledgers[0].DisposeAsync();
        await _ledgers[1].DisposeAsync();
    }

    private static string KeyOf(int id, int place) => $"id-{id}#{place}";

    private static int CountOf(int id) => 1 + (id % 3);

    private static CommittedRequest RequestAt(int index, string key)
    {
        int id = int.Parse(key["id-".Length..^"#0".Length], System.Globalization.CultureInfo.InvariantCulture);
        return new CommittedRequest(Named.Id(id), (ulong)index, CountOf(id));
    }

    private async Task SendAsync(int host)
    {
        int id;
        bool isNamed;
        lock (_random)
            (id, isNamed) = (_random.Next(Ids), _random.Next(4) != 0);
        try
        {
            if (isNamed)
                Expect(id, await _ledgers[host].SetAsync(Named.Id(id), [.. Enumerable.Range(0, CountOf(id)).Select(i => KeyOf(id, i))]));
            else
                await _ledgers[host].SetAsync(null, $"unnamed {Interlocked.Increment(ref _unnamed)}");
        }
        catch (LedgerException e) when (e.Kind == LedgerErrorKind.Unavailable)
        {
            // Written or not: a later step may send it again.
        }
    }

    private void Expect(int id, Commit commit)
    {
        Assert.Equal(CountOf(id), commit.Count);
        Assert.True(commit.Snapshot.Size >= commit.FirstIndex + (ulong)commit.Count);
        lock (_firstIndexes)
        {
            _firstIndexes.TryAdd(id, commit.FirstIndex);
            Assert.Equal(_firstIndexes[id], commit.FirstIndex);
            Assert.True(commit.IsReplay || _written.Add(id), $"{id} was written twice");
        }
    }

    // What becomes of the host's next append, if anything special.
    private void Harm(int host)
    {
        switch (_random.Next(8))
        {
            case 0:
                _stores[host].NextAppend(FaultyStore.Refused);
                break;
            case 1:
                _stores[host].NextAppend(FaultyStore.PersistedButUnknown);
                break;
            case 2:
                _stores[host].NextAppend(FaultyStore.LostAndUnknown);
                break;
            case 3:
                _stores[host].NextAppend(FaultyStore.PersistedButUnknown).FailNext("read");
                break;
            case 4:
                for (int i = 0; i < Backoff.Tries; i++)
                    _stores[host].NextAppend(Ghost);
                break;
            case 5:
                _stores[host].NextAppend(FaultyStore.PersistedButUnknown);
                for (int i = 0; i < Backoff.Tries; i++)
                    _stores[host].FailNext("read");
                break;
        }
    }

    private Task<AppendOutcome> Ghost(Func<Task<AppendOutcome>> append)
    {
        _ghosts.Add(append);
        return Task.FromResult(AppendOutcome.Unknown);
    }

    private async Task ReadAsync(int host)
    {
        try
        {
            await _ledgers[host].NowAsync();
        }
        catch (LedgerException e) when (e.Kind == LedgerErrorKind.Unavailable)
        {
            // A failure that nothing else has met.
        }
    }

    private async Task StopAsync(int host) => await _ledgers[host].DisposeAsync();

    private async Task StartAsync(int host)
    {
        _stores[host] = new FaultyStore(_memory);
        _ledgers[host] = await TestLedger.OpenAsync(_stores[host], _options);
    }
}
