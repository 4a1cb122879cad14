using System.Globalization;
using System.Text;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Doubles;

namespace ImmuFunctions.Ledger.Tests.Costs;

/// <summary>A ledger in memory, loaded with the default options, and what loading it cost.</summary>
internal sealed class LoadedLedger
{
    /// <summary>Entries of a batch while loading.</summary>
    public const int BatchEntries = 1000;

    /// <summary>Sets that wait while an append is under way.</summary>
    public const int Callers = 256;

    // Every hundredth entry is a version of this key, and the one after it a member of the set.
    private const int Period = 100;

    // A prime: consecutive numbers give distinct keys, and keys in no order.
    private const int Keys = 100_003;

    private readonly MemoryStore _store;

    private LoadedLedger(MemoryStore store, int size, string[] loading, string[] concurrent) =>
        (_store, Size, Loading, Concurrent) = (store, size, loading, concurrent);

    /// <summary>Entries loaded in batches.</summary>
    public int Size { get; }

    /// <summary>Entries in all.</summary>
    public int Entries => Size + 1 + Callers;

    /// <summary>The key with <see cref="Versions"/> versions, evenly among the entries.</summary>
    public static byte[] Hot { get; } = "hot"u8.ToArray();

    /// <summary>The set with as many members.</summary>
    public static byte[] Set { get; } = "set"u8.ToArray();

    /// <summary>Versions of the one, and members of the other.</summary>
    public int Versions => (Entries / Period) + 1;

    /// <summary>Operations while <see cref="Size"/> entries were loaded, until upkeep was done.</summary>
    public string[] Loading { get; }

    /// <summary>Operations of an append and of the sets that came while it was under way.</summary>
    public string[] Concurrent { get; }

    /// <summary>Loads a ledger.</summary>
    public static async Task<LoadedLedger> LoadAsync(int size)
    {
        var memory = new MemoryStore();
        var store = new CountingStore(memory);
        await using (LedgerEngine ledger = await OpenAsync(store))
        {
            for (int from = 0; from < size; from += BatchEntries)
                await ledger.AppendAsync(Enumerable.Range(from, BatchEntries).Select(Draft).ToArray(), default);
            await ledger.SettleAsync(default);
        }

        return new LoadedLedger(memory, size, store.Take(), await SetConcurrentlyAsync(memory, size));
    }

    /// <summary>Opens it as another process would: nothing is in memory.</summary>
    public async Task<(LedgerEngine Ledger, CountingStore Store)> OpenAsync(bool isExclusive)
    {
        var store = new CountingStore(_store, isExclusive);
        return (await OpenAsync(store), store);
    }

    /// <summary>The key of an entry, and the index of its newest version.</summary>
    public (byte[] Key, ulong Newest) KeyOf(int index)
    {
        byte[] key = Draft(index).Key.ToArray();
        for (int i = Entries - 1; ; i--)
        {
            if (Draft(i).Key.Span.SequenceEqual(key))
                return (key, (ulong)i);
        }
    }

    private static Task<LedgerEngine> OpenAsync(CountingStore store) => TestLedger.OpenAsync(store, new LedgerOptions());

    private static async Task<string[]> SetConcurrentlyAsync(MemoryStore memory, int from)
    {
        var counting = new CountingStore(memory);
        var gate = new GatedStore(counting);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(gate, new LedgerOptions());
        Task first = ledger.AppendAsync(new[] { Draft(from) }, default).AsTask();
        await gate.Arrived;
        counting.Forget();
        Task[] others = [.. Enumerable.Range(from + 1, Callers).Select(i => ledger.AppendAsync(new[] { Draft(i) }, default).AsTask())];
        gate.Open();
        await Task.WhenAll([first, .. others]);
        return counting.Take();
    }

    private static EntryDraft Draft(int index)
    {
        string number = index.ToString(CultureInfo.InvariantCulture);
        byte[] value = Encoding.ASCII.GetBytes($"value {number}");
        switch (index % Period)
        {
            case 0:
                return new EntryDraft(EntryKind.Plain, Hot, value);
            case 1:
                double score = (index / Period * 7919 % 1009) - 500.5;
                return new EntryDraft(EntryKind.SortedSetMember, SortedSetKey.Encode(Set, score, Encoding.ASCII.GetBytes(number), null), ReferenceValue.Encode(Hot, null));
            default:
                string key = ((long)index * 48_271 % Keys).ToString("D6", CultureInfo.InvariantCulture);
                return new EntryDraft(EntryKind.Plain, Encoding.ASCII.GetBytes($"key {key}"), value);
        }
    }
}
