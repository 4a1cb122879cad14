using System.Net;
using System.Net.Sockets;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>immu doctor: each illness has its name, its remedy and its exit code.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly FolderLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Doctor_Healthy_EndsWith0()
    {
        await _ledger.FillAsync();

        Assert.Equal((0, true), await LookAsync("nothing is wrong"));
    }

    [Fact]
    public async Task Doctor_NoFolder_EndsWith2() => Assert.Equal((2, true), await LookAsync("there is no folder"));

    [Fact]
    public async Task Doctor_FolderOfSomethingElse_EndsWith2()
    {
        Directory.CreateDirectory(_ledger.Folder);
        await File.WriteAllTextAsync(Path.Join(_ledger.Folder, "letter.txt"), "", TestContext.Current.CancellationToken);

        Assert.Equal((2, true), await LookAsync("there is no ledger in", "letter.txt is no file of a ledger's"));
    }

    [Fact]
    public async Task Doctor_HostRuns_NamesItsProcess()
    {
        await _ledger.FillAsync();
        await using ServedLedger served = await _ledger.ServeAsync();

        Assert.Equal((0, true), await LookAsync($"process {Environment.ProcessId} has the folder open"));
    }

    [Fact]
    public async Task Doctor_TornTail_SaysThatNothingIsLost()
    {
        await _ledger.FillAsync();
        await using (FileStream segment = File.Open(_ledger.Segment(), FileMode.Append))
            segment.Write("IMFL"u8);

        Assert.Equal((0, true), await LookAsync("4 bytes behind what was acknowledged"));
    }

    [Fact]
    public async Task Doctor_EntryChanged_EndsWith7AndSaysHowToRestore()
    {
        await _ledger.FillAsync();
        _ledger.Change("value-7");

        Assert.Equal((7, true), await LookAsync("LogDamaged", "immu restore"));
    }

    [Fact]
    public async Task Doctor_EndCutOff_EndsWith7()
    {
        await _ledger.FillAsync();
        byte[] bytes = await File.ReadAllBytesAsync(_ledger.Segment(), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_ledger.Segment(), bytes[..^10], TestContext.Current.CancellationToken);

        Assert.Equal((7, true), await LookAsync("its end was cut off"));
    }

    [Fact]
    public async Task Doctor_SetBackBehindItsCheckpoint_EndsWith7()
    {
        await _ledger.FillAsync(0, 20);
        byte[] old = await File.ReadAllBytesAsync(_ledger.Segment(), TestContext.Current.CancellationToken);
        byte[] mark = await File.ReadAllBytesAsync(_ledger.Segment() + ".ack", TestContext.Current.CancellationToken);
        await _ledger.FillAsync(20, 40);
        await File.WriteAllBytesAsync(_ledger.Segment(), old, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_ledger.Segment() + ".ack", mark, TestContext.Current.CancellationToken);

        Assert.Equal((7, true), await LookAsync("the log was set back"));
    }

    [Fact]
    public async Task Doctor_FixOfADamagedTile_RemovesItAndNothingElse()
    {
        await _ledger.FillAsync(0, 600);
        string tile = Path.Join(_ledger.Folder, "defaultdb", "tile", "0", "000");
        byte[] bytes = await File.ReadAllBytesAsync(tile, TestContext.Current.CancellationToken);
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(tile, bytes, TestContext.Current.CancellationToken);

        Assert.Equal((7, true), await LookAsync("HashTile", "--fix"));
        Assert.True(File.Exists(tile));
        Assert.Equal(0, await _ledger.RunAsync("doctor", "--dir", _ledger.Folder, "--fix"));
        Assert.False(File.Exists(tile));
        Assert.Equal((0, true), await LookAsync("tiles are missing"));
    }

    [Fact]
    public async Task Doctor_FixOfADamagedManifest_LetsTheNextStartMakeIt()
    {
        await _ledger.FillAsync(0, 600);
        string manifest = Path.Join(_ledger.Folder, "defaultdb", "index", "manifest");
        Directory.CreateDirectory(Path.GetDirectoryName(manifest)!);
        await File.WriteAllTextAsync(manifest, "nonsense", TestContext.Current.CancellationToken);

        Assert.Equal((7, true), await LookAsync("Manifest"));
        Assert.Equal(0, await _ledger.RunAsync("doctor", "--dir", _ledger.Folder, "--fix"));
        Assert.Equal((0, true), await LookAsync("nothing is wrong"));
        await using ServedLedger served = await _ledger.ServeAsync();
        Assert.Equal(0, await _ledger.RunAsync("get", "key-7"));
    }

    [Fact]
    public async Task Doctor_AccountThatDoesNotAnswer_EndsWith6()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        int free = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();
        string account = $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey=AAAA;BlobEndpoint=http://127.0.0.1:{free}/a;";

        Assert.Equal(6, await _ledger.RunAsync("doctor", "--store", account, "--output", "json"));
        Assert.Contains("\"severity\":\"unreachable\"", _ledger.Terminal.Output);
        Assert.DoesNotContain("AAAA", _ledger.Terminal.Output);
    }

    private async Task<(int Code, bool IsSaid)> LookAsync(params string[] said)
    {
        int code = await _ledger.RunAsync("doctor", "--dir", _ledger.Folder);
        return (code, Array.TrueForAll(said, s => _ledger.Terminal.Output.Contains(s, StringComparison.Ordinal)) ? true : throw new InvalidOperationException(_ledger.Terminal.Output));
    }
}
