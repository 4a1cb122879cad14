using ImmuFunctions.Ledger;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>immu backup and immu restore.</summary>
public sealed class BackupCommandsTests : IDisposable
{
    private readonly FolderLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Backup_ThenRestore_ServesTheSameEntriesUnderTheSameIdentity()
    {
        await _ledger.FillAsync();
        await using (ServedLedger running = await _ledger.ServeAsync()) // a host may run meanwhile
            Assert.Equal(0, await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder, "--output", "json"));
        Assert.Contains("""{"database":"defaultdb","entries":20,"new":20,""", _ledger.Terminal.Output);

        Assert.Equal(0, await _ledger.RunAsync("restore", _ledger["backup"], "--dir", _ledger["restored"]));
        Assert.Contains("rollback", _ledger.Terminal.Error);
        await using ServedLedger restored = await _ledger.ServeAsync(_ledger["restored"]);

        Assert.Equal(0, await _ledger.RunAsync("get", "key-7", "--value-only"));
        Assert.Equal("value-7\n", _ledger.Terminal.Output);
        Assert.Equal(File.ReadAllBytes(Path.Join(_ledger.Folder, "immudb.identifier")), File.ReadAllBytes(Path.Join(_ledger["restored"], "immudb.identifier")));
        Assert.Empty(Directory.GetFiles(_ledger["backup"], "*.secret", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Backup_Again_CopiesWhatIsNew()
    {
        await _ledger.FillAsync(0, 20);
        await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder);
        await _ledger.FillAsync(20, 30);

        Assert.Equal(0, await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder, "--output", "json"));

        Assert.Contains("""{"database":"defaultdb","entries":30,"new":10,""", _ledger.Terminal.Output);
    }

    [Fact]
    public async Task Restore_OlderThanWhatClientsSaw_IsReportedByTheClient()
    {
        await _ledger.FillAsync(0, 20);
        await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder);
        await _ledger.FillAsync(20, 30);
        await _ledger.RunAsync("restore", _ledger["backup"], "--dir", _ledger["restored"]);
        string authority;
        await using (ServedLedger newer = await _ledger.ServeAsync())
        {
            authority = newer.Authority;
            Assert.Equal(0, await _ledger.RunAsync("get", "key-25"));
        }

        await using ServedLedger older = await _ledger.ServeAsync(_ledger["restored"]);

        Assert.Equal(7, await _ledger.RunAsync("get", "key-7"));
        Assert.Contains("expected", _ledger.Terminal.Error);
    }

    [Fact]
    public async Task Restore_IntoAFolderWithAnything_IsRefused()
    {
        await _ledger.FillAsync();
        await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder);

        Assert.Equal(2, await _ledger.RunAsync("restore", _ledger["backup"], "--dir", _ledger.Folder));
        Assert.Contains("is not empty", _ledger.Terminal.Error);
        Assert.Equal(0, await _ledger.RunAsync("audit", "--dir", _ledger.Folder));
    }

    [Fact]
    public async Task Backup_LogWasChanged_EndsWith7AndKeepsTheCopySound()
    {
        await _ledger.FillAsync(0, 20);
        await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder);
        await _ledger.FillAsync(20, 40);
        _ledger.Change("value-33");

        Assert.Equal(7, await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder));
        Assert.Equal(0, await _ledger.RunAsync("audit", "--dir", _ledger["backup"]));
    }

    [Theory]
    [InlineData(2, "backup", "ledger", "--dir", "ledger")]
    [InlineData(3, "backup", "backup", "--dir", "nowhere")]
    [InlineData(3, "restore", "nowhere", "--dir", "new")]
    public async Task Backup_WrongUse_SaysSo(int expected, params string[] arguments)
    {
        await _ledger.FillAsync();

        int code = await _ledger.RunAsync([.. arguments.Select((a, i) => i is 1 or 3 ? _ledger[a] : a)]);

        Assert.Equal(expected, code);
        Assert.False(Directory.Exists(_ledger["new"]));
        Assert.False(Directory.Exists(_ledger["backup"]));
    }

    [Fact]
    public async Task Backup_NeverFinished_IsSaidByAllThatLook_UntilItIsFinished()
    {
        await _ledger.FillAsync();
        _ledger.Change("value-18");
        Assert.Equal(7, await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder));

        Assert.Equal(2, await _ledger.RunAsync("doctor", "--dir", _ledger["backup"]));
        Assert.Contains("was never finished", _ledger.Terminal.Output);
        Assert.Equal(0, await _ledger.RunAsync("audit", "--dir", _ledger["backup"])); // the beginning of a log is a log
        Assert.Contains("was never finished", _ledger.Terminal.Error);
        Assert.Equal(2, await _ledger.RunAsync("restore", _ledger["backup"], "--dir", _ledger["restored"]));
        Assert.Contains("was never finished", _ledger.Terminal.Error);
        Assert.False(Directory.Exists(_ledger["restored"]));
        await Assert.ThrowsAsync<LedgerException>(() => _ledger.ServeAsync(_ledger["backup"]));
        Assert.Equal(0, await _ledger.RunAsync("restore", _ledger["backup"], "--dir", _ledger["restored"], "--unfinished", "--output", "json"));
        Assert.Contains("""{"database":"defaultdb","entries":15,""", _ledger.Terminal.Output);

        _ledger.Change("walue-18");
        Assert.Equal(0, await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder));
        Assert.Equal(0, await _ledger.RunAsync("doctor", "--dir", _ledger["backup"]));
        Assert.Equal(0, await _ledger.RunAsync("audit", "--dir", _ledger["backup"]));
        Assert.DoesNotContain("warning", _ledger.Terminal.Error);
        Assert.Equal(0, await _ledger.RunAsync("restore", _ledger["backup"], "--dir", _ledger["whole"]));
    }

    [Fact]
    public async Task Backup_OnceFinished_StaysOneWhenMoreCannotBeCopied()
    {
        await _ledger.FillAsync(0, 20);
        await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder);
        await _ledger.FillAsync(20, 40);
        _ledger.Change("value-38");
        Assert.Equal(7, await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder));

        Assert.Equal(0, await _ledger.RunAsync("restore", _ledger["backup"], "--dir", _ledger["restored"]));
    }

    [Fact]
    public async Task Restore_NeverFinished_ServesNobodyAndGoesOn()
    {
        await _ledger.FillAsync();
        await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder);
        string segment = _ledger.Segment(_ledger["backup"]);
        byte[] sound = File.ReadAllBytes(segment);
        byte[] damaged = [.. sound];
        damaged[^40] ^= 1;
        File.WriteAllBytes(segment, damaged);
        Assert.Equal(7, await _ledger.RunAsync("restore", _ledger["backup"], "--dir", _ledger["restored"]));

        LedgerException refusal = await Assert.ThrowsAsync<LedgerException>(() => _ledger.ServeAsync(_ledger["restored"]));
        Assert.Contains("never finished", refusal.Message, StringComparison.Ordinal);
        File.WriteAllBytes(segment, sound);
        Assert.Equal(0, await _ledger.RunAsync("restore", _ledger["backup"], "--dir", _ledger["restored"]));

        await using ServedLedger restored = await _ledger.ServeAsync(_ledger["restored"]);
        Assert.Equal(0, await _ledger.RunAsync("get", "key-19", "--value-only"));
    }

    [Fact]
    public async Task Backup_OverTheBackupOfAnotherLedger_IsRefused()
    {
        await _ledger.FillAsync();
        using var other = new FolderLedger();
        await other.FillAsync(0, 40);
        await other.RunAsync("backup", _ledger["backup"], "--dir", other.Folder);

        Assert.Equal(4, await _ledger.RunAsync("backup", _ledger["backup"], "--dir", _ledger.Folder));
    }
}
