using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>immu doctor --fix: what follows from the log is removed if it is damaged, made again by the next start, and the log is as it was.</summary>
public sealed class DoctorFixTests : IDisposable
{
    private const int Rows = 70_000; // more than a slice, so that there is a run
    private readonly FolderLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    private string Index => Path.Join(_ledger.Folder, "defaultdb", "index");

    private string Run => Assert.Single(Directory.GetFiles(Index, "*.run"));

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(1)]
    public async Task Fix_ByteOfARunChanged_IsMendedAndAnswersRightly(double place)
    {
        await FillAsync();
        string run = Run;
        byte[] sound = await File.ReadAllBytesAsync(run, Ct);
        byte[] damaged = [.. sound];
        damaged[(int)((damaged.Length - 1) * place)] ^= 1;
        await File.WriteAllBytesAsync(run, damaged, Ct);
        Dictionary<string, byte[]> log = await LogAsync();

        await _ledger.LookAsync(7, "Run: ", "--fix");
        Assert.Equal(damaged, await File.ReadAllBytesAsync(run, Ct)); // without --fix nothing is changed
        Assert.Equal(0, await _ledger.RunAsync("doctor", "--dir", _ledger.Folder, "--fix"));

        Assert.Equal(log, await LogAsync());
        await AnswersAsync();
        Assert.Equal(sound, await File.ReadAllBytesAsync(run, Ct));
        await _ledger.LookAsync(0, "nothing is wrong");
    }

    [Fact]
    public async Task Fix_RunMissing_IsMended()
    {
        await FillAsync();
        string run = Run;
        byte[] sound = await File.ReadAllBytesAsync(run, Ct);
        File.Delete(run);
        Dictionary<string, byte[]> log = await LogAsync();

        await _ledger.LookAsync(7, "is missing, and defaultdb/index/manifest names it", "--fix");
        Assert.Equal(0, await _ledger.RunAsync("doctor", "--dir", _ledger.Folder, "--fix"));

        Assert.Equal(log, await LogAsync());
        await AnswersAsync();
        Assert.Equal(sound, await File.ReadAllBytesAsync(run, Ct));
    }

    [Fact]
    public async Task Fix_TileOfHashesAndOfPositionsChanged_MendsBoth()
    {
        await FillAsync();
        string[] tiles = [Path.Join(_ledger.Folder, "defaultdb", "tile", "0", "003"), Path.Join(_ledger.Folder, "defaultdb", "positions", "007")];
        byte[][] sound = [.. tiles.Select(File.ReadAllBytes)];
        foreach (string tile in tiles)
        {
            byte[] bytes = await File.ReadAllBytesAsync(tile, Ct);
            bytes[200] ^= 1;
            await File.WriteAllBytesAsync(tile, bytes, Ct);
        }

        Dictionary<string, byte[]> log = await LogAsync();

        await _ledger.LookAsync(7, "HashTile: ", "--fix");
        Assert.Equal(0, await _ledger.RunAsync("doctor", "--dir", _ledger.Folder, "--fix"));
        Assert.Contains("PositionTile: ", _ledger.Terminal.Output);
        Assert.All(tiles, tile => Assert.False(File.Exists(tile)));

        Assert.Equal(log, await LogAsync());
        await AnswersAsync();
        Assert.All(tiles.Zip(sound), made => Assert.True(!File.Exists(made.First) || File.ReadAllBytes(made.First).SequenceEqual(made.Second)));
        Assert.Equal(0, await _ledger.RunAsync("audit", "--dir", _ledger.Folder));
    }

    [Fact]
    public async Task Fix_ManifestLeftOverFromALongerLog_StaysForItShowsTheLoss()
    {
        await FillAsync();
        string manifest = Path.Join(Index, "manifest");
        byte[] longer = await File.ReadAllBytesAsync(manifest, Ct);
        using var other = new FolderLedger();
        await other.FillAsync();
        string there = Path.Join(other.Folder, "defaultdb", "index", "manifest");
        Directory.CreateDirectory(Path.GetDirectoryName(there)!);
        await File.WriteAllBytesAsync(there, longer, Ct);

        Assert.Equal(7, await other.RunAsync("doctor", "--dir", other.Folder, "--fix"));

        Assert.Contains("its index has seen entries that are no longer there", other.Terminal.Output);
        Assert.Contains("immu restore", other.Terminal.Output);
        Assert.Equal(longer, await File.ReadAllBytesAsync(there, Ct));
    }

    [Fact]
    public async Task Fix_WhileAHostRuns_ChangesNothing()
    {
        await FillAsync();
        string run = Run;
        byte[] damaged = await File.ReadAllBytesAsync(run, Ct);
        damaged[^1] ^= 1;
        await using ServedLedger served = await _ledger.ServeAsync();
        await File.WriteAllBytesAsync(run, damaged, Ct);

        Assert.Equal(7, await _ledger.RunAsync("doctor", "--dir", _ledger.Folder, "--fix"));

        Assert.Contains("nothing was removed: a process has the folder open", _ledger.Terminal.Output);
        Assert.True(File.Exists(Path.Join(Index, "manifest")));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task FillAsync()
    {
        await using ServedLedger served = await _ledger.ServeAsync();
        Assert.Equal(0, await _ledger.RunAsync("import", _ledger.Rows(0, Rows), "--batch", "10000", "--in-flight", "1"));
        await RunWrittenAsync();
    }

    // The index is written while the host runs, beside what it is asked.
    private async Task RunWrittenAsync()
    {
        while (!File.Exists(Path.Join(Index, "manifest")) || Directory.GetFiles(Index, "*.run").Length == 0)
            await Task.Delay(10, Ct);
    }

    private async Task AnswersAsync()
    {
        await using ServedLedger served = await _ledger.ServeAsync();
        foreach (int row in (int[])[0, 800, 1850, 33_333, Rows - 1])
        {
            Assert.Equal(0, await _ledger.RunAsync("get", $"key-{row}", "--value-only"));
            Assert.Equal($"value-{row}\n", _ledger.Terminal.Output);
        }

        Assert.Equal(0, await _ledger.RunAsync("export", "--prefix", "key-6999", "--format", "csv"));
        Assert.Equal("key,value\r\nkey-6999,value-6999\r\n" + string.Concat(Enumerable.Range(69_990, 10).Select(i => $"key-{i},value-{i}\r\n")), _ledger.Terminal.Output);
        await RunWrittenAsync();
    }

    private async Task<Dictionary<string, byte[]>> LogAsync()
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(Path.Join(_ledger.Folder, "defaultdb", "log")))
            files.Add(file, await File.ReadAllBytesAsync(file, Ct));
        return files;
    }
}
