using System.Text.Json;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>immu audit, backup, restore and doctor where the ledger lies in a storage account: Azurite, as it comes.</summary>
public sealed class AccountCommandsTests(StorageAccount account) : IClassFixture<StorageAccount>, IDisposable
{
    private const int Entries = 600; // more than two tiles
    private const string Segment = "defaultdb/log/00000000000000000000.seg";
    private const string Tile = "defaultdb/tile/0/000";
    private readonly FolderLedger _ledger = new();
    private readonly string _container = StorageAccount.NewContainer();

    public void Dispose()
    {
        // Whatever was printed last, and it is all there is if something failed.
        Assert.DoesNotContain(account.Key, _ledger.Terminal.Output + _ledger.Terminal.Error);
        _ledger.Dispose();
    }

    [Fact]
    public async Task BackupAndRestore_IntoAnotherContainer_GiveTheSameLedger()
    {
        await FillAsync(0, Entries);
        string other = StorageAccount.NewContainer();

        Assert.Equal(0, await RunAsync(["backup", _ledger["backup"]], _container, "--output", "json"));
        Assert.Contains("""{"database":"defaultdb","entries":600,"new":600,""", _ledger.Terminal.Output);
        string root = await RootAsync("--dir", _ledger["backup"]);
        Assert.Equal(0, await RunAsync(["restore", _ledger["backup"]], other));
        Assert.Contains("rollback", _ledger.Terminal.Error);

        Assert.Equal(root, await RootAsync(account.Options(_container)));
        Assert.Equal(root, await RootAsync(account.Options(other)));
        Assert.Equal(0, await RunAsync("doctor", _container));
        Assert.Contains("nothing is wrong", _ledger.Terminal.Output);
        Assert.Equal(0, await RunAsync("doctor", other));
        Dictionary<string, byte[]> original = await account.BlobsAsync(_container), restored = await account.BlobsAsync(other);
        Assert.Equal(original.Keys.Where(name => !name.EndsWith(".secret", StringComparison.Ordinal)), restored.Keys);
        Assert.All(restored, blob => Assert.Equal(original[blob.Key], blob.Value));
        await using ServedLedger served = await ServeAsync(other);
        Assert.True(await _ledger.RunAsync("get", "key-7", "--value-only") == 0, _ledger.Terminal.Error); // goes on from the root that the first one showed
        Assert.Equal("value-7\n", _ledger.Terminal.Output);
    }

    [Fact]
    public async Task Backup_AgainWhileTheHostRuns_CopiesWhatIsNew()
    {
        await FillAsync(0, 20);
        Assert.Equal(0, await RunAsync(["backup", _ledger["backup"]], _container));
        await using ServedLedger served = await ServeAsync(_container);
        Assert.Equal(0, await _ledger.RunAsync("import", _ledger.Rows(20, 30)));

        Assert.Equal(0, await RunAsync(["backup", _ledger["backup"]], _container, "--output", "json"));

        Assert.Contains("""{"database":"defaultdb","entries":30,"new":10,""", _ledger.Terminal.Output);
    }

    [Fact]
    public async Task AuditDoctorAndBackup_OneByteOfABlobChanged_EndWith7()
    {
        await FillAsync(0, 20);
        await account.ChangeAsync(_container, Segment, bytes =>
        {
            bytes[bytes.AsSpan().IndexOf("value-7"u8)] ^= 1;
            return bytes;
        });

        Assert.Equal(7, await RunAsync("audit", _container, "--full", "--output", "json"));
        Assert.Contains("\"outcome\":\"FAILED\",\"entries\":5,", _ledger.Terminal.Output);
        Assert.Contains("\"check\":\"LogDamaged\"", _ledger.Terminal.Error);
        Assert.Contains("\"index\":5", _ledger.Terminal.Error); // the frame of entries 5 to 9
        Assert.Equal(7, await RunAsync("doctor", _container));
        Assert.Contains("immu restore", _ledger.Terminal.Output);
        Assert.Equal(7, await RunAsync(["backup", _ledger["backup"]], _container));
    }

    [Fact]
    public async Task Audit_EndCutOff_EndsWith7()
    {
        await FillAsync(0, 20);
        await account.ChangeAsync(_container, Segment, bytes => bytes[..^10]);

        Assert.Equal(7, await RunAsync("audit", _container));
    }

    [Fact]
    public async Task Audit_LogDeleted_EndsWith7()
    {
        await FillAsync(0, 20);
        await account.ChangeAsync(_container, Segment, _ => null);

        Assert.Equal(7, await RunAsync("audit", _container));
        Assert.Contains("the log was set back", _ledger.Terminal.Error);
        Assert.Equal(7, await RunAsync("doctor", _container));
    }

    [Fact]
    public async Task Doctor_TileChanged_FixRemovesItAndLeavesTheLog()
    {
        await FillAsync(0, Entries);
        await account.ChangeAsync(_container, Tile, bytes =>
        {
            bytes[100] ^= 1;
            return bytes;
        });
        Dictionary<string, byte[]> before = await account.BlobsAsync(_container);

        Assert.Equal(7, await RunAsync("audit", _container));
        Assert.Equal(7, await RunAsync("doctor", _container));
        Assert.Contains("HashTile", _ledger.Terminal.Output);
        Assert.Equal(before, await account.BlobsAsync(_container));
        Assert.Equal(0, await RunAsync("doctor", _container, "--fix"));

        before.Remove(Tile);
        Assert.Equal(before, await account.BlobsAsync(_container));
        Assert.Equal(0, await RunAsync("doctor", _container));
        Assert.Contains("1 tiles are missing", _ledger.Terminal.Output);
        await using ServedLedger served = await ServeAsync(_container);
        Assert.Equal(0, await _ledger.RunAsync("get", "key-7"));
    }

    [Fact]
    public async Task Restore_IntoAContainerWithALedger_IsRefused()
    {
        await FillAsync(0, 20);
        await RunAsync(["backup", _ledger["backup"]], _container);
        Dictionary<string, byte[]> before = await account.BlobsAsync(_container);

        Assert.Equal(2, await RunAsync(["restore", _ledger["backup"]], _container));

        Assert.Contains("is not empty", _ledger.Terminal.Error);
        Assert.Equal(before, await account.BlobsAsync(_container));
    }

    [Theory]
    [InlineData(3, "audit")]
    [InlineData(2, "doctor")]
    [InlineData(3, "backup", "backup")]
    public async Task Command_NoSuchContainer_SaysSoAndMakesNone(int expected, params string[] command)
    {
        Assert.Equal(expected, await _ledger.RunAsync([.. command.Select((word, i) => i == 0 ? word : _ledger[word]), .. account.Options(_container)]));

        Assert.Contains("there is no container", _ledger.Terminal.Output + _ledger.Terminal.Error);
        Assert.False(await account.IsThereAsync(_container));
        Assert.False(Directory.Exists(_ledger["backup"]));
    }

    [Fact]
    public async Task Restore_OfADamagedBackup_EndsWith7()
    {
        await FillAsync(0, 20);
        await RunAsync(["backup", _ledger["backup"]], _container);
        string segment = _ledger.Segment(_ledger["backup"]);
        byte[] bytes = await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken);
        bytes[bytes.AsSpan().IndexOf("value-7"u8)] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes, TestContext.Current.CancellationToken);

        Assert.Equal(7, await RunAsync(["restore", _ledger["backup"]], StorageAccount.NewContainer()));
    }

    private Task<int> RunAsync(string[] command, string container, params string[] further) => _ledger.RunAsync([.. command, .. account.Options(container), .. further]);

    private Task<int> RunAsync(string command, string container, params string[] further) => RunAsync([command], container, further);

    private async Task<ServedLedger> ServeAsync(string container)
    {
        ServedLedger served = await ServedLedger.StartAsync(
            null, ("store", account.ConnectionString), ("container", container), ("dir", _ledger["unused"]), ("signingKey", _ledger["key.pem"]), ("value-index", "false"));
        _ledger.Terminal.Variables["IMMU_SERVER"] = served.Address();
        return served;
    }

    private async Task FillAsync(int from, int to)
    {
        await using ServedLedger served = await ServeAsync(_container);
        Assert.True(await _ledger.RunAsync("import", _ledger.Rows(from, to), "--batch", to > 100 ? "100" : "5", "--in-flight", "1") == 0, _ledger.Terminal.Error);
    }

    // The root of defaultdb, its checkpoint's signature checked.
    private async Task<string> RootAsync(params string[] place)
    {
        int code = await _ledger.RunAsync(["audit", "--full", .. place, "--database", "defaultdb", "--pem", _ledger.PublicKey, "--output", "json"]);
        Assert.True(code == 0, _ledger.Terminal.Output + _ledger.Terminal.Error);
        JsonElement verdict = JsonDocument.Parse(_ledger.Terminal.Output).RootElement;
        verdict = verdict.ValueKind == JsonValueKind.Array ? verdict[0] : verdict;
        Assert.Equal("passed", verdict.GetProperty("outcome").GetString());
        Assert.StartsWith("by key ", verdict.GetProperty("signature").GetString());
        return verdict.GetProperty("root").GetString()!;
    }
}
