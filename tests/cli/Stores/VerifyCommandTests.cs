using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>immu verify.</summary>
public sealed class VerifyCommandTests : IAsyncLifetime
{
    private readonly FolderLedger _ledger = new();

    private string Receipt => _ledger["7.tlog-proof"];

    public async ValueTask InitializeAsync()
    {
        await _ledger.FillAsync();
        await using ServedLedger served = await _ledger.ServeAsync();
        Assert.Equal(0, await _ledger.RunAsync("receipt", "7", "-o", Receipt));
    }

    public ValueTask DisposeAsync()
    {
        _ledger.Dispose();
        return default;
    }

    [Fact]
    public async Task Verify_Receipt_SaysWhatIsProvedWithoutTheLedger()
    {
        int code = await _ledger.RunAsync("verify", Receipt, "--pem", _ledger.PublicKey, "--output", "json");

        Assert.Equal(0, code);
        Assert.StartsWith("""{"index":7,"key":"key-7","value":"value-7","log":"immufunctions.local/""", _ledger.Terminal.Output);
    }

    [Fact]
    public async Task Verify_OtherKey_EndsWith7()
    {
        string other = ServedLedger.MakeKey(_ledger["other.pem"]);

        Assert.Equal(7, await _ledger.RunAsync("verify", Receipt, "--pem", other));
        Assert.Contains("is not signed by key", _ledger.Terminal.Error);
    }

    [Fact]
    public async Task Verify_AnyByteChanged_EndsWith7()
    {
        byte[] sound = await File.ReadAllBytesAsync(Receipt, TestContext.Current.CancellationToken);
        for (int at = 0; at < sound.Length; at += 7)
        {
            byte[] changed = [.. sound];
            changed[at] ^= 1;
            await File.WriteAllBytesAsync(Receipt, changed, TestContext.Current.CancellationToken);

            int code = await _ledger.RunAsync("verify", Receipt, "--pem", _ledger.PublicKey);

            // The last bytes of base64 groups may have bits that say nothing; those are refused by the format.
            Assert.True(code == 7, $"byte {at} of the receipt: {code}\n{_ledger.Terminal.Output}");
        }
    }

    [Fact]
    public async Task Verify_OtherEntryBeside_EndsWith7()
    {
        await File.WriteAllTextAsync(_ledger["entry"], "no leaf data", TestContext.Current.CancellationToken);

        Assert.Equal(7, await _ledger.RunAsync("verify", Receipt, "--pem", _ledger.PublicKey, "--entry", _ledger["entry"]));
    }

    [Fact]
    public async Task Verify_WithoutKey_AsksForIt()
    {
        Assert.Equal(2, await _ledger.RunAsync("verify", Receipt));
        Assert.Contains("--pem", _ledger.Terminal.Error);
    }

    [Fact]
    public async Task Verify_NoFile_EndsWith3() => Assert.Equal(3, await _ledger.RunAsync("verify", _ledger["none"], "--pem", _ledger.PublicKey));
}
