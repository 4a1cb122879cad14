using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>immu audit.</summary>
public sealed class AuditCommandTests : IDisposable
{
    private readonly FolderLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Audit_Untouched_PassesAndChecksTheSignature()
    {
        await _ledger.FillAsync();

        int code = await _ledger.RunAsync("audit", "--full", "--dir", _ledger.Folder, "--database", "defaultdb", "--pem", _ledger.PublicKey, "--output", "json");

        Assert.Equal(0, code);
        Assert.Contains("""{"database":"defaultdb","outcome":"passed","entries":20,"root":""", _ledger.Terminal.Output);
        Assert.Contains("\"signature\":\"by key ", _ledger.Terminal.Output);
    }

    [Fact]
    public async Task Audit_OfAnotherKey_Fails()
    {
        await _ledger.FillAsync();
        string other = ServedLedger.MakeKey(_ledger["other.pem"]);

        int code = await _ledger.RunAsync("audit", "--dir", _ledger.Folder, "--pem", other);

        Assert.Equal(7, code);
        Assert.Contains("is not signed by the pinned key", _ledger.Terminal.Error);
    }

    [Fact]
    public async Task Audit_ByteChanged_NamesTheEntryAndEndsWith7()
    {
        await _ledger.FillAsync();
        _ledger.Change("value-7");

        int code = await _ledger.RunAsync("audit", "--full", "--dir", _ledger.Folder, "--output", "json");

        Assert.Equal(7, code);
        Assert.Contains("\"outcome\":\"FAILED\",\"entries\":5,", _ledger.Terminal.Output); // what lies before it
        Assert.Contains("\"check\":\"LogDamaged\",\"expected\":", _ledger.Terminal.Error);
        Assert.Contains("\"index\":5", _ledger.Terminal.Error); // the frame of entries 5 to 9
    }

    [Fact]
    public async Task Audit_WhileAHostRuns_Passes()
    {
        await _ledger.FillAsync();
        await using ServedLedger served = await _ledger.ServeAsync();

        Assert.Equal(0, await _ledger.RunAsync("audit", "--dir", _ledger.Folder));
        Assert.Contains("passed", _ledger.Terminal.Output);
    }

    [Theory]
    [InlineData(3, "audit", "--dir", "nowhere")]
    [InlineData(3, "audit", "--dir", "ledger", "--database", "other")]
    [InlineData(2, "audit", "--store", "memory")]
    [InlineData(2, "audit", "--store", "nonsense")]
    [InlineData(2, "audit", "--dir", "ledger", "--key", "nonsense")]
    public async Task Audit_WrongUse_SaysSo(int expected, params string[] arguments)
    {
        await _ledger.FillAsync();
        string[] given = [.. arguments.Select(a => a is "ledger" or "nowhere" ? _ledger[a] : a)];

        Assert.Equal(expected, await _ledger.RunAsync(given));
        Assert.StartsWith("error: ", _ledger.Terminal.Error);
    }
}
