using System.Text;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Commands;

public sealed class ReceiptTests
{
    [Fact]
    public async Task Receipt_OfAKeyOrAnIndex_IsWrittenToTheFile()
    {
        using var terminal = new TestTerminal();
        string publicKey = ServedLedger.MakeKey(terminal.Home["key.pem"]);
        await using ServedLedger ledger = await ServedLedger.StartAsync(null, ("signingKey", terminal.Home["key.pem"]));
        terminal.Variables["IMMU_SERVER"] = ledger.Address();
        terminal.Variables["IMMU_PUBLIC_KEY"] = publicKey;
        await terminal.RunAsync("set", "a", "1");
        await terminal.RunAsync("set", "b", "2");

        int byKey = await terminal.RunAsync("receipt", "b", "-o", terminal.Home["b"]);
        int byIndex = await terminal.RunAsync("receipt", "1", "-o", terminal.Home["1"]);
        terminal.Clear();
        int toOutput = await terminal.RunAsync("receipt", "1", "-o", "-");

        Assert.Equal((0, 0, 0), (byKey, byIndex, toOutput));
        Assert.StartsWith("c2sp.org/tlog-proof@v1\n", Encoding.UTF8.GetString(await File.ReadAllBytesAsync(terminal.Home["b"], TestContext.Current.CancellationToken)));
        Assert.Contains("\nindex 1\n", terminal.Output);
        Assert.Equal(3, await terminal.RunAsync("receipt", "7"));
        Assert.Equal(3, await terminal.RunAsync("receipt", "text:1"));
    }

    [Fact]
    public async Task Get_WithAnotherPinnedKey_EndsWith7()
    {
        using var terminal = new TestTerminal();
        ServedLedger.MakeKey(terminal.Home["key.pem"]);
        string other = ServedLedger.MakeKey(terminal.Home["other.pem"]);
        await using ServedLedger ledger = await ServedLedger.StartAsync(null, ("signingKey", terminal.Home["key.pem"]));
        terminal.Variables["IMMU_SERVER"] = ledger.Address();
        await terminal.RunAsync("set", "a", "1");

        Assert.Equal(0, await terminal.RunAsync("get", "a", "--public-key", terminal.Home["key.pem.pub"]));
        Assert.Equal(7, await terminal.RunAsync("get", "a", "--public-key", other));
    }
}
