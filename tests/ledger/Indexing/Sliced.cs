using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Ledger.Tests.Indexing;

/// <summary>Ledgers with slices so short that a small test has many runs.</summary>
internal static class Sliced
{
    public const int Entries = 16;

    public static LedgerOptions Options => new() { SliceEntries = Entries, RunGrace = TimeSpan.Zero, UpkeepShare = 1, Time = new ImmediateTime() };

    /// <summary>Opens a ledger, writes entries to it one frame at a time, and waits until its index is as planned.</summary>
    public static async Task<LedgerEngine> LoadedAsync(IBlobStore store, int entries, LedgerOptions? options = null)
    {
        LedgerEngine ledger = await TestLedger.OpenAsync(store, options ?? Options);
        await ledger.LoadAsync(entries);
        await ledger.SettleAsync(Ct);
        return ledger;
    }

    public static async Task<Manifest> ManifestAsync(IBlobStore store)
    {
        BlobContent blob = (await store.GetAsync(ManifestCodec.Name, Ct))!;
        RunFault fault = ManifestCodec.TryDecode(blob.Bytes.Span, out Manifest? manifest);
        return manifest ?? throw new InvalidOperationException($"{fault}");
    }

    /// <summary>Every blob of the index by name, as bytes.</summary>
    public static async Task<Dictionary<string, byte[]>> BlobsAsync(IBlobStore store)
    {
        var blobs = new Dictionary<string, byte[]>();
        await foreach (BlobInfo blob in store.ListAsync(RunName.Folder, Ct))
            blobs[blob.Name] = (await store.GetAsync(blob.Name, Ct))!.Bytes.ToArray();
        return blobs;
    }

    /// <summary>Removes everything that is derived.</summary>
    public static async Task DeleteIndexAsync(IBlobStore store)
    {
        foreach (string name in (await BlobsAsync(store)).Keys)
            await store.DeleteAsync(name, Ct);
    }
}
