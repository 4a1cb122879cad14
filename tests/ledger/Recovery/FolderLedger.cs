using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Stores;

namespace ImmuFunctions.Ledger.Tests.Recovery;

/// <summary>A ledger in a folder of its own, closed, for tests that change its files; and what it held before.</summary>
internal sealed class FolderLedger : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>What the ledger held when it was closed.</summary>
    public string Before { get; private set; } = "";

    /// <summary>Its segments' blob names, in order.</summary>
    public IReadOnlyList<string> Segments =>
        [.. Directory.GetFiles(PathOf("log"), "*.seg").Order(StringComparer.Ordinal).Select(f => "log/" + Path.GetFileName(f))];

    /// <summary>Writes a ledger of <paramref name="entries"/> entries, <paramref name="perFrame"/> to a frame.</summary>
    public static async Task<FolderLedger> WriteAsync(int entries, int perFrame, LedgerOptions? options = null)
    {
        var written = new FolderLedger();
        await using FolderStore store = written.Open();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, options);
        await ledger.LoadAsync(entries, perFrame);
        written.Before = await Picture.OfAsync(await ledger.NowAsync());
        return written;
    }

    public FolderStore Open() => FolderStore.Open(_folder.Root);

    public string PathOf(string name) => _folder.PathOf(name);

    public byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public void Write(string name, ReadOnlySpan<byte> bytes) => File.WriteAllBytes(PathOf(name), bytes);

    /// <summary>Changes one byte of a file.</summary>
    public void Flip(string name, long at)
    {
        using FileStream file = File.Open(PathOf(name), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = at;
        int old = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(old ^ 0x01));
    }

    /// <summary>As after a power failure or a copy from another machine: the store does not know how much was acknowledged.</summary>
    public void ForgetMarks()
    {
        foreach (string mark in Directory.GetFiles(PathOf("log"), "*.ack"))
            File.Delete(mark);
    }

    /// <summary>Opens it and gives what it holds.</summary>
    public async Task<string> ReopenAsync()
    {
        await using FolderStore store = Open();
        return await Picture.OfAsync(store);
    }

    /// <summary>Opening must say that the log is damaged and name a file.</summary>
    public async Task<LedgerException> RefusesToOpenAsync(string named)
    {
        await using FolderStore store = Open();
        return await Refusal.ToOpenAsync(store, named);
    }

    public void Dispose() => _folder.Dispose();
}
