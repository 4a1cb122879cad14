using ImmuFunctions.Ledger.Copying;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Auditing;
using ImmuFunctions.Ledger.Tests.Stores;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Copying;

/// <summary>Copies of a ledger: sound, the same, and never of what is not sound.</summary>
public sealed class LedgerCopyTests : IDisposable
{
    private readonly TemporaryFolder _source = new();
    private readonly TemporaryFolder _copy = new();

    private static CopyOptions Options => new();

    public void Dispose()
    {
        _source.Dispose();
        _copy.Dispose();
    }

    [Fact]
    public async Task RunAsync_Ledger_MakesTheSameFiles()
    {
        await WriteAsync(1000, perFrame: 7);

        CopyResult result = await CopyAsync();

        Assert.Equal((1000UL, 1000UL), (result.Entries, result.NewEntries));
        Assert.Equal(Files(_source), Files(_copy));
    }

    [Fact]
    public async Task RunAsync_AgainAfterMoreEntries_CopiesOnlyThese()
    {
        await WriteAsync(500, perFrame: 7);
        CopyResult first = await CopyAsync();
        await WriteAsync(300, perFrame: 1);

        CopyResult second = await CopyAsync();
        CopyResult third = await CopyAsync();

        Assert.Equal((500UL, 500UL), (first.Entries, first.NewEntries));
        Assert.Equal((800UL, 300UL), (second.Entries, second.NewEntries));
        Assert.Equal((800UL, 0UL, 0L), (third.Entries, third.NewEntries, third.NewBytes));
        Assert.Equal(Files(_source), Files(_copy));
    }

    [Fact]
    public async Task RunAsync_WithoutDerived_CopiesTheLogAlone()
    {
        await WriteAsync(1000, perFrame: 7);

        CopyResult result = await CopyAsync(new CopyOptions { WithDerived = false });

        Assert.Equal(1000UL, result.Entries);
        Assert.All(Files(_copy).Keys, name => Assert.True(name == "settings" || name.StartsWith("log/", StringComparison.Ordinal), name));
        Assert.Equal(1000UL, await OpenedSizeAsync());
    }

    [Fact]
    public async Task RunAsync_WhileEntriesAreWritten_CopiesWhatWasAcknowledged()
    {
        await using FolderStore store = FolderStore.Open(_source.Root);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, LedgerShape.Middle.Options);
        await ledger.LoadAsync(100);
        using var stop = new CancellationTokenSource();
        Task<ulong> writing = Task.Run(async () =>
        {
            ulong written = 100;
            for (; !stop.IsCancellationRequested; written++)
                await ledger.SetAsync($"key-{written % 97}");
            return written;
        }, Ct);

        var sizes = new List<ulong>();
        for (int i = 0; i < 5; i++)
            sizes.Add((await CopyAsync()).Entries);
        await stop.CancelAsync();

        Assert.InRange(sizes[^1], 100UL, await writing);
        Assert.Equal(sizes.Order(), sizes);
    }

    [Fact]
    public async Task RunAsync_AppendThatWasNeverAcknowledged_IsNotCopied()
    {
        await WriteAsync(20, perFrame: 1);
        string segment = LastSegment(_source);
        byte[] whole = File.ReadAllBytes(segment);
        await WriteAsync(1, perFrame: 1);
        File.WriteAllBytes(segment + ".ack", Mark(segment, whole.Length));

        CopyResult result = await CopyAsync(new CopyOptions { WithDerived = false });

        Assert.Equal(20UL, result.Entries);
    }

    [Fact]
    public async Task RunAsync_CopyEndsWithinAFrame_GoesOnFromTheLastWholeOne()
    {
        await WriteAsync(20, perFrame: 1);
        await CopyAsync();
        await WriteAsync(5, perFrame: 1);
        using (FileStream copied = File.Open(LastSegment(_copy), FileMode.Append))
            copied.Write("IMFL"u8);

        CopyResult result = await CopyAsync();

        Assert.Equal((25UL, 5UL), (result.Entries, result.NewEntries));
        Assert.Equal(Files(_source), Files(_copy));
    }

    [Fact]
    public async Task RunAsync_LogSetBack_IsRefusedAndTheCopyStays()
    {
        await WriteAsync(20, perFrame: 1);
        Dictionary<string, string> old = Files(_source);
        using var before = new TemporaryFolder();
        CopyFolder(_source.Root, before.Root);
        await WriteAsync(30, perFrame: 1);
        await CopyAsync();
        Dictionary<string, string> copy = Files(_copy);

        var refusal = await Assert.ThrowsAsync<LedgerException>(() => CopyAsync(from: before.Root));

        Assert.Equal(LedgerErrorKind.Conflict, refusal.Kind);
        Assert.Equal(copy, Files(_copy));
        Assert.NotEqual(old, copy);
    }

    [Fact]
    public async Task RunAsync_AnotherLedger_IsRefused()
    {
        await WriteAsync(20, perFrame: 1);
        await CopyAsync();
        using var other = new TemporaryFolder();
        await using (FolderStore store = FolderStore.Open(other.Root))
        await using (LedgerEngine ledger = await TestLedger.OpenAsync(store))
            await ledger.LoadAsync(40);

        var refusal = await Assert.ThrowsAsync<LedgerException>(() => CopyAsync(from: other.Root));

        Assert.Equal(LedgerErrorKind.Conflict, refusal.Kind);
    }

    [Fact]
    public async Task RunAsync_LogWasChanged_StopsBeforeTheChange()
    {
        await WriteAsync(200, perFrame: 1);
        string segment = Directory.GetFiles(Path.Join(_source.Root, "log"), "*.seg").Order(StringComparer.Ordinal).ElementAt(2);
        byte[] sound = File.ReadAllBytes(segment);
        byte[] changed = [.. sound];
        changed[changed.Length / 2] ^= 1;
        File.WriteAllBytes(segment, changed);

        var refusal = await Assert.ThrowsAsync<LedgerException>(() => CopyAsync());
        File.WriteAllBytes(segment, sound);
        CopyResult mended = await CopyAsync();

        Assert.Equal(LedgerErrorKind.Corrupt, refusal.Kind);
        Assert.Equal((200UL, 100UL), (mended.Entries, mended.NewEntries)); // the changed byte lies in the middle of entries 80 to 119
    }

    [Fact]
    public async Task RunAsync_CopyWasChanged_SaysSo()
    {
        await WriteAsync(50, perFrame: 1);
        await CopyAsync();
        string segment = Directory.GetFiles(Path.Join(_copy.Root, "log"), "*.seg").Order(StringComparer.Ordinal).First();
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[^200] ^= 1;
        File.WriteAllBytes(segment, bytes);

        var refusal = await Assert.ThrowsAsync<LedgerException>(() => CopyAsync());

        Assert.Equal(LedgerErrorKind.Corrupt, refusal.Kind);
        Assert.StartsWith("the copy is damaged", refusal.Message, StringComparison.Ordinal);
    }

    private static string LastSegment(TemporaryFolder folder) => Directory.GetFiles(Path.Join(folder.Root, "log"), "*.seg").Max(StringComparer.Ordinal)!;

    private static byte[] Mark(string segment, long length)
    {
        string other = segment + ".mark";
        using (Microsoft.Win32.SafeHandles.SafeFileHandle handle = AcknowledgedMark.OpenToWrite(other))
            AcknowledgedMark.Write(handle, length);
        byte[] mark = File.ReadAllBytes(other + ".ack");
        File.Delete(other + ".ack");
        return mark;
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Join(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    // Not the marks: they hold the boot and are the copy's own.
    private static Dictionary<string, string> Files(TemporaryFolder folder) => Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories)
        .Where(path => !Path.GetFileName(path).StartsWith('.') && !path.EndsWith(".ack", StringComparison.Ordinal))
        .ToDictionary(path => Path.GetRelativePath(folder.Root, path), path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));

    private async Task WriteAsync(int entries, int perFrame)
    {
        await using FolderStore store = FolderStore.Open(_source.Root);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, LedgerShape.Middle.Options);
        await ledger.LoadAsync(entries, perFrame);
        await ledger.SettleAsync(Ct);
    }

    private async Task<ulong> OpenedSizeAsync()
    {
        await using FolderStore store = FolderStore.Open(_copy.Root);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, LedgerShape.Middle.Options);
        return (await ledger.NowAsync()).Size;
    }

    private async Task<CopyResult> CopyAsync(CopyOptions? options = null, string? from = null)
    {
        await using FolderStore copy = FolderStore.Open(_copy.Root);
        return await LedgerCopy.RunAsync(FolderReader.Open(from ?? _source.Root), copy, "", options ?? Options, Ct);
    }
}
