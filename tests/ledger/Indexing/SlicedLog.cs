using System.Text;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Snapshots;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>A log whose frames follow from their numbers: plain entries, references and set members, with few keys and many versions.</summary>
internal static class SlicedLog
{
    public const int PerFrame = 8;

    /// <summary>A frame's entries.</summary>
    public static EntryDraft[] Frame(int number) => [.. Enumerable.Range(number * PerFrame, PerFrame).Select(Draft)];

    /// <summary>The model of the first frames.</summary>
    public static EntryModel Model(int frames)
    {
        var model = new EntryModel();
        foreach (EntryDraft draft in Enumerable.Range(0, frames).SelectMany(Frame))
            model.Add(draft);
        return model;
    }

    /// <summary>The model of what a snapshot's log holds, each entry checked against the tree.</summary>
    public static async Task AddNewAsync(EntryModel model, Snapshot snapshot)
    {
        while (model.Size < snapshot.Size)
        {
            Entry entry = await snapshot.EntryAsync(model.Size, Ct);
            model.Add(new EntryDraft(entry.Kind, entry.Key, entry.Value));
        }
    }

    /// <summary>Everything that the snapshot answers is what the model answers at its size.</summary>
    public static async Task AssertAnswersAsync(EntryModel model, Snapshot snapshot)
    {
        ulong size = snapshot.Size;
        foreach (bool reverse in (bool[])[false, true])
        {
            string[] keys = await snapshot.ScanAsync(default, null, reverse, Ct).Select(r => ModelEntry.TextOf(r.Key.Span, r.Version.Index, r.Version.Kind)).ToArrayAsync(Ct);
            Assert.Equal(model.Scan([], null, reverse, size), keys);
            string[] members = await snapshot.MembersAsync("set"u8.ToArray(), null, null, null, reverse, Ct).Select(r => ModelEntry.TextOf(r.Key.Span, r.Version.Index, r.Version.Kind)).ToArrayAsync(Ct);
            Assert.Equal(model.Members("set"u8.ToArray(), null, null, null, reverse, size), members);
        }

        foreach (byte[] key in model.Entries.Take((int)size).Select(e => e.Key).DistinctBy(Convert.ToHexString).Take(12))
        {
            foreach (bool oldestFirst in (bool[])[false, true])
                Assert.Equal(model.Versions(key, size, oldestFirst, null), await snapshot.VersionsAsync(key, oldestFirst, null, Ct).Select(v => v.Index).ToArrayAsync(Ct));
            foreach (ulong then in (ulong[])[size / 3, size])
                Assert.Equal(model.Versions(key, then, oldestFirst: false, null).Select(i => (ulong?)i).FirstOrDefault(), (await snapshot.LatestAsync(key, then, Ct))?.Index);
        }

        if (snapshot.HasValueIndex)
        {
            string[] found = await snapshot.FindByValueAsync("value-3"u8.ToArray(), isPrefix: true, null, Ct).Select(r => ModelEntry.TextOf(r.Key.Span, r.Version.Index, r.Version.Kind)).ToArrayAsync(Ct);
            Assert.Equal(model.Find("value-3"u8.ToArray(), isPrefix: true, null, size), found);
        }
    }

    /// <summary>The index of an undisturbed ledger with the log of <paramref name="store"/>.</summary>
    public static async Task<Dictionary<string, byte[]>> UndisturbedAsync(IBlobStore store, LedgerOptions options)
    {
        var copy = new MemoryStore();
        await foreach (BlobInfo blob in store.ListAsync("log/", Ct))
        {
            await copy.CreateAppendBlobAsync(blob.Name, Ct);
            if (blob.Length > 0)
                await copy.AppendAsync(blob.Name, 0, (await store.GetAsync(blob.Name, Ct))!.Bytes, Ct);
        }

        return await SettledAsync(copy, options);
    }

    /// <summary>The index once it is as planned, without what was merged away.</summary>
    public static async Task<Dictionary<string, byte[]>> SettledAsync(IBlobStore store, LedgerOptions options)
    {
        for (int opening = 0; opening < 2; opening++)
        {
            // The second one removes what the first has merged.
            await using LedgerEngine ledger = await TestLedger.OpenAsync(store, options);
            await ledger.SettleAsync(Ct);
        }

        return await Sliced.BlobsAsync(store);
    }

    private static EntryDraft Draft(int i) => (i % 5) switch
    {
        3 => new EntryDraft(EntryKind.Reference, Encoding.ASCII.GetBytes($"ref-{i % 3}"), Encoding.ASCII.GetBytes($"value-{i}")),
        4 => new EntryDraft(EntryKind.SortedSetMember, SortedSetKey.Encode("set"u8, i % 7, Encoding.ASCII.GetBytes($"key-{i % 11}"), null), new byte[9]),
        _ => TestLedger.Draft($"key-{i % 11}", $"value-{i}"),
    };
}
