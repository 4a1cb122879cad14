using System.Diagnostics;
using System.Globalization;
using ImmuFunctions.Cli.Stores.Rows;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>immu import and immu export.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private readonly FolderLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Import_Elements_TakesTheColumnsAsked()
    {
        await using ServedLedger served = await _ledger.ServeAsync();
        await File.WriteAllTextAsync(_ledger["some.csv"], "symbol,name,number\r\nH,Hydrogen,1\r\nHe,\"He\"\"lium\",2\r\n", TestContext.Current.CancellationToken);

        Assert.Equal(0, await _ledger.RunAsync("import", _ledger["some.csv"], "--key", "symbol", "--value", "name", "--key-prefix", "element/"));
        Assert.Equal(0, await _ledger.RunAsync("import", _ledger["some.csv"]));

        await _ledger.RunAsync("get", "element/He", "--value-only");
        Assert.Equal("He\"lium\n", _ledger.Terminal.Output);
        await _ledger.RunAsync("get", "He", "--value-only");
        Assert.Equal("""{"symbol":"He","name":"He\"lium","number":"2"}""" + "\n", _ledger.Terminal.Output);
        Assert.False(File.Exists(_ledger["some.csv"] + ImportState.Extension));
    }

    [Theory]
    [InlineData("rows.csv", "key,value\na,1\nb\n", "line 3: 1 fields")]
    [InlineData("rows.csv", "key,value\na,\"1\n", "line 2: a quote that begins here")]
    [InlineData("rows.csv", "key,value\na,1\n,2\n", "line 3: the key is empty")]
    [InlineData("rows.jsonl", "{\"key\":\"a\",\"value\":1}\nnonsense\n", "line 2: no JSON")]
    [InlineData("rows.jsonl", "{\"name\":\"a\"}\n", "line 1: there is no member key")]
    public async Task Import_MalformedLine_SaysItsNumber(string name, string content, string expected)
    {
        await using ServedLedger served = await _ledger.ServeAsync();
        await File.WriteAllTextAsync(_ledger[name], content, TestContext.Current.CancellationToken);

        Assert.Equal(2, await _ledger.RunAsync("import", _ledger[name]));
        Assert.Contains(expected, _ledger.Terminal.Error);
    }

    [Fact]
    public async Task Import_CorrectedAfterAMalformedLine_GoesOn()
    {
        await using ServedLedger served = await _ledger.ServeAsync();
        string file = _ledger.Rows(0, 30);
        string[] lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(file, [.. lines[..22], "malformed", .. lines[23..]], TestContext.Current.CancellationToken);
        Assert.Equal(2, await _ledger.RunAsync("import", file, "--batch", "5"));
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);

        Assert.Equal(0, await _ledger.RunAsync("import", file, "--batch", "5", "--output", "json"));

        Assert.Contains("going on after 20 rows", _ledger.Terminal.Error);
        Assert.Contains("""{"rows":30,"written":10,""", _ledger.Terminal.Output);
        Assert.Contains("\"size\":30", _ledger.Terminal.Output);
    }

    [Fact]
    public async Task Import_WithOtherOptionsThanBefore_IsRefused()
    {
        await using ServedLedger served = await _ledger.ServeAsync();
        string file = _ledger.Rows(0, 10);
        await File.AppendAllTextAsync(file, "malformed\n", TestContext.Current.CancellationToken);
        await _ledger.RunAsync("import", file, "--batch", "5");

        Assert.Equal(2, await _ledger.RunAsync("import", file, "--batch", "6"));
        Assert.Contains("--restart", _ledger.Terminal.Error);
        Assert.Equal(3, await _ledger.RunAsync("import", _ledger.Rows(0, 1, "other.csv"), "--resume"));
    }

    [Fact]
    public async Task Import_KilledInTheMiddle_GoesOnAndWritesEachRowOnce()
    {
        const int Rows = 4000;
        await using ServedLedger served = await _ledger.ServeAsync();
        string file = _ledger.Rows(0, Rows);
        string state = file + ImportState.Extension;
        var start = new ProcessStartInfo("dotnet", [typeof(ImmuProgram).Assembly.Location, "import", file, "--batch", "20", "--server", served.Address(), "--roots-filepath", _ledger["roots"]])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using (Process process = Process.Start(start)!)
        {
            while (!process.HasExited && !(TryRead(state) is { Written: >= 200 }))
                await Task.Delay(1, TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.NotEqual(0, process.ExitCode);
        }

        ulong written = TryRead(state)!.Written;
        Assert.Equal(0, await _ledger.RunAsync("import", file, "--batch", "20", "--output", "json"));

        Assert.InRange(written, 200UL, Rows - 1UL);
        Assert.Contains($"going on after {written} rows", _ledger.Terminal.Error);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\"size\":{Rows},"), _ledger.Terminal.Output);
    }

    [Fact]
    public async Task Import_BatchThatWasWrittenAndNotToldOf_IsFoundAgain()
    {
        await using ServedLedger served = await _ledger.ServeAsync();
        string file = _ledger.Rows(0, 30);
        await File.AppendAllTextAsync(file, "malformed\n", TestContext.Current.CancellationToken);
        Assert.Equal(2, await _ledger.RunAsync("import", file, "--batch", "10"));
        ImportState kept = TryRead(file + ImportState.Extension)!;
        (kept with { Written = 0, Next = 0, Told = [] }).Write(file + ImportState.Extension); // as if neither batch had been told of
        _ledger.Rows(0, 30);

        Assert.True(await _ledger.RunAsync("import", file, "--batch", "10", "--output", "json") == 0, _ledger.Terminal.Error);

        Assert.True(_ledger.Terminal.Output.Contains("\"size\":30,", StringComparison.Ordinal), _ledger.Terminal.Output);
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("csv")]
    public async Task Export_ThenImport_GivesTheSameEntries(string format)
    {
        await using (ServedLedger served = await _ledger.ServeAsync())
        {
            await File.WriteAllTextAsync(_ledger["rows.jsonl"], "{\"key\":\"a\",\"value\":\"x,\\\"y\\\"\\n\"}\n{\"key\":\"b\",\"value\":\"\"}\n{\"key\":\"ü\",\"value\":\"base64:x\"}\n", TestContext.Current.CancellationToken);
            await _ledger.RunAsync("import", _ledger["rows.jsonl"]);
            Assert.Equal(0, await _ledger.RunAsync("export", _ledger["out." + format], "--log"));
        }

        await using ServedLedger other = await _ledger.ServeAsync(_ledger["other"]);
        Assert.Equal(0, await _ledger.RunAsync("import", _ledger["out." + format]));
        Assert.Equal(0, await _ledger.RunAsync("export", "--format", "csv", "--log"));

        Assert.Equal("key,value\r\na,\"x,\"\"y\"\"\n\"\r\nb,\r\nü,base64:x\r\n", _ledger.Terminal.Output);
    }

    [Fact]
    public async Task Export_BytesThatAreNoText_GoThroughJsonOnly()
    {
        await using ServedLedger served = await _ledger.ServeAsync();
        await _ledger.RunAsync("set", "a", "hex:ff00");

        Assert.Equal(0, await _ledger.RunAsync("export"));
        Assert.StartsWith("""{"key":"a","value":{"base64":"/wA="},"index":0,""", _ledger.Terminal.Output);
        Assert.Equal(2, await _ledger.RunAsync("export", "--format", "csv"));
    }

    private static ImportState? TryRead(string path)
    {
        try
        {
            return ImportState.TryParse(File.ReadAllBytes(path));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
