using System.Globalization;
using ImmuFunctions.Cli.Stores.Rows;
using ImmuFunctions.Client;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>References and members of sorted sets through export --log and import: the other ledger has the same, at other indexes.</summary>
public sealed class PointerRowsTests : IDisposable
{
    private static readonly byte[] LikeAReference = ReferenceValue.Encode("one"u8, 0);
    private readonly FolderLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Theory]
    [InlineData(1000, 3)]
    [InlineData(2, 1)]
    public async Task ExportThenImport_IntoALedgerWithOtherIndexes_GivesTheSame(int batch, int inFlight)
    {
        string log = await ExportAsync();
        await using ServedLedger other = await _ledger.ServeAsync(_ledger["other"]);
        Assert.Equal(0, await _ledger.RunAsync("import", _ledger.Rows(0, 7)));

        Assert.True(await _ledger.RunAsync("import", log, "--batch", $"{batch}", "--in-flight", $"{inFlight}", "--output", "json") == 0, _ledger.Terminal.Error);

        Assert.Contains("\"rows\":17,\"written\":17,", _ledger.Terminal.Output);
        await AssertSameAsync(other, "");
        Assert.False(File.Exists(log + ImportState.Extension));
    }

    [Fact]
    public async Task ExportThenImport_WithAPrefix_PutsItBeforeNamesAndTargets()
    {
        string log = await ExportAsync();
        await using ServedLedger other = await _ledger.ServeAsync(_ledger["other"]);

        Assert.True(await _ledger.RunAsync("import", log, "--key-prefix", "p/") == 0, _ledger.Terminal.Error);

        await AssertSameAsync(other, "p/");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    public async Task Import_InterruptedBeforeItWasToldOfRows_WritesEachOnce(int told)
    {
        const int Batch = 9;
        string log = await ExportAsync();
        string[] lines = await File.ReadAllLinesAsync(log, Ct), import = ["import", log, "--batch", $"{Batch}", "--in-flight", "1", "--output", "json"];
        await using ServedLedger other = await _ledger.ServeAsync(_ledger["other"]);
        await File.WriteAllLinesAsync(log, ["malformed"], Ct);
        Assert.Equal(2, await _ledger.RunAsync(import));
        ImportState begun = ImportState.TryParse(await File.ReadAllBytesAsync(log + ImportState.Extension, Ct))!;
        int written = Math.Min(told + Batch, lines.Length);
        await File.WriteAllLinesAsync(log, lines[..written], Ct);
        Assert.True(await _ledger.RunAsync(import) == 0, _ledger.Terminal.Error);
        Assert.Contains($"\"size\":{written},", _ledger.Terminal.Output);

        // As if it had been killed before it could write down that there is more.
        KeyValuePair<ulong, ulong>[] bound = [KeyValuePair.Create(0UL, 0UL), KeyValuePair.Create(14UL, 14UL)];
        (begun with { Written = (ulong)told, Next = (ulong)told, Bound = [.. bound.Where(b => b.Value < (ulong)told)] }).Write(log + ImportState.Extension);
        await File.WriteAllLinesAsync(log, lines, Ct);
        Assert.True(await _ledger.RunAsync(import) == 0, _ledger.Terminal.Error);

        Assert.Contains($"going on after {told} rows", _ledger.Terminal.Error);
        Assert.Contains($"\"rows\":17,\"written\":{lines.Length - written},", _ledger.Terminal.Output);
        Assert.Contains("\"size\":17,", _ledger.Terminal.Output);
        await AssertSameAsync(other, "");
    }

    [Fact]
    public async Task Export_Csv_RefusesReferencesUnlessTheyAreLeftOut()
    {
        await using ServedLedger served = await FillAsync();

        Assert.Equal(2, await _ledger.RunAsync("export", "--log", "--format", "csv", "--prefix", "ne"));
        Assert.Contains("entry 6 is a reference or a member of a set", _ledger.Terminal.Error);
        Assert.Equal(0, await _ledger.RunAsync("export", "--log", "--plain", "--prefix", "one"));
        Assert.Equal(2, _ledger.Terminal.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Export_OfAPrefix_TakesReferencesByNameAndMembersByTarget()
    {
        await using ServedLedger served = await FillAsync();

        Assert.Equal(0, await _ledger.RunAsync("export", "--log", "--prefix", "t"));

        string[] lines = _ledger.Terminal.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("""{"key":"two","value":"2","index":1,""", lines[0]);
        Assert.StartsWith("""{"key":"three","value":{"base64":"/wA="},"index":2,""", lines[1]);
        Assert.Equal(["""{"set":"s","score":-2.5,"to":"two","index":10}""", """{"set":"s","score":"Infinity","to":"three","index":12}"""], lines[2..]);
        Assert.Equal(0, await _ledger.RunAsync("export", "--log", "--prefix", "o"));
        Assert.Equal(
            ["""{"reference":"oldest","to":"one","at":0,"index":7}""", """{"set":"s","score":1.1,"to":"one","index":9}""", """{"set":"s","score":0.1,"to":"one","at":0,"index":11}""", """{"reference":"of-a-reference","to":"newest","at":14,"index":15}"""],
            _ledger.Terminal.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..]);
    }

    [Theory]
    [InlineData(-0.0, "-0")] // only other languages' clients send it
    [InlineData(double.NaN, "NaN")]
    public async Task Export_ScoreThatCannotBeWrittenAgain_IsRefused(double score, string said)
    {
        await _ledger.FillAsync(0, 1);
        await using (FolderStore store = FolderStore.Open(_ledger.Folder))
        {
            await using LedgerEngine ledger = await LedgerEngine.OpenAsync(store, new LedgerOptions { Prefix = "defaultdb/" }, NullLoggerFactory.Instance, Ct);
            await ledger.AppendAsync(
                new[] { new EntryDraft(EntryKind.SortedSetMember, SortedSetKey.Encode("s"u8, score, "key-0"u8, null), ReferenceValue.Encode("key-0"u8, null)) }, Ct);
        }

        await using ServedLedger served = await _ledger.ServeAsync();

        Assert.Equal(2, await _ledger.RunAsync("export", "--log"));
        Assert.Contains($"entry 1 is a member with the score {said}", _ledger.Terminal.Error);
        Assert.Contains("--plain", _ledger.Terminal.Error);
        Assert.Equal(0, await _ledger.RunAsync("export", "--log", "--plain"));
    }

    [Fact]
    public async Task Export_ReferenceToItself_IsRefused()
    {
        await using ServedLedger served = await _ledger.ServeAsync();
        await using LedgerClient client = await ConnectAsync(served);
        await client.SetAsync("one", "1", Ct);
        await client.SetReferenceUnverifiedAsync("one", "one", cancellationToken: Ct);

        Assert.Equal(2, await _ledger.RunAsync("export", "--log"));
        Assert.Contains("entry 1 would be a reference to itself", _ledger.Terminal.Error);
    }

    [Theory]
    [InlineData(3, """{"reference":"r","to":"nowhere"}""", "the reference r: there is no key nowhere")]
    [InlineData(3, """{"set":"s","score":1,"to":"nowhere"}""", "the member nowhere of the set s: there is no key nowhere")]
    [InlineData(2, """{"reference":"r","to":"one","at":5}""", "entry 5 of the log that was exported, which is not among the rows before it")]
    public async Task Import_RowThatCannotBe_SaysSoAndKeepsWhatIsBefore(int expected, string line, string said)
    {
        await using ServedLedger served = await _ledger.ServeAsync();
        await File.WriteAllLinesAsync(_ledger["rows.jsonl"], ["""{"key":"one","value":"1","index":4}""", line], Ct);

        Assert.Equal(expected, await _ledger.RunAsync("import", _ledger["rows.jsonl"]));

        Assert.Contains(said, _ledger.Terminal.Error);
        Assert.Equal(0, await _ledger.RunAsync("get", "one"));
        Assert.True(File.Exists(_ledger["rows.jsonl"] + ImportState.Extension));
    }

    [Theory]
    [InlineData("""{"set":"s","to":"one"}""", "a score is expected")]
    [InlineData("""{"set":"s","score":"much","to":"one"}""", "a score is expected")]
    [InlineData("""{"reference":"r"}""", "there is no member to")]
    [InlineData("""{"reference":"r","to":"one","at":-1}""", "what is called at is no index")]
    [InlineData("""{"reference":"r","set":"s","to":"one"}""", "both reference and set")]
    public async Task Import_MalformedPointer_SaysItsNumber(string line, string said)
    {
        await using ServedLedger served = await _ledger.ServeAsync();
        await File.WriteAllLinesAsync(_ledger["rows.jsonl"], ["""{"key":"one","value":"1","index":4}""", line], Ct);

        Assert.Equal(2, await _ledger.RunAsync("import", _ledger["rows.jsonl"]));

        Assert.Contains($"line 2: {said}", _ledger.Terminal.Error);
    }

    [Fact]
    public async Task Import_BoundRowFromTheStandardInput_IsRefused()
    {
        await using ServedLedger served = await _ledger.ServeAsync();
        using var piped = new TestTerminal { Input = """{"key":"one","value":"1","index":0}""" + "\n" + """{"reference":"r","to":"one"}""" + "\n" + """{"reference":"b","to":"one","at":0}""" + "\n" };
        piped.Variables["IMMU_SERVER"] = served.Address();

        Assert.Equal(2, await piped.RunAsync("import", "-"));

        Assert.Contains("from a file only", piped.Error);
        Assert.Equal(0, await _ledger.RunAsync("get", "r", "--value-only"));
        Assert.Equal("1\n", _ledger.Terminal.Output);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<LedgerClient> ConnectAsync(ServedLedger served) => LedgerClient.ConnectAsync(served.Address(), new LedgerClientOptions { RootsPath = _ledger["roots"] }, Ct);

    // Seventeen entries.
    private async Task<ServedLedger> FillAsync()
    {
        ServedLedger served = await _ledger.ServeAsync();
        await using LedgerClient client = await ConnectAsync(served);
        await client.SetAsync("one", "first", Ct); // 0
        await client.SetAsync("two", "2", Ct);
        await client.SetAsync("three", new byte[] { 0xff, 0 }, Ct);
        await client.SetRawAsync("like-a-reference", LikeAReference, Ct);
        await client.SetRawAsync(SortedSetKey.Encode("s"u8, 9, "one"u8, null), ReferenceValue.Encode("one"u8, null), Ct); // 4: like a member, and plain
        await client.SetAsync("one", "second", Ct);
        await client.SetReferenceAsync("newest", "one", cancellationToken: Ct); // 6
        await client.SetReferenceAsync("oldest", "one", 0, Ct);
        await client.SetReferenceAsync("newest", "two", cancellationToken: Ct);
        await client.AddToSetAsync("s", 1.1, "one", cancellationToken: Ct); // 9
        await client.AddToSetAsync("s", -2.5, "two", cancellationToken: Ct);
        await client.AddToSetAsync("s", 0.1, "one", 0, Ct);
        await client.AddToSetAsync("s", double.PositiveInfinity, "three", cancellationToken: Ct); // 12
        await client.SetAsync("newest", "a value again", Ct);
        await client.SetReferenceAsync("newest", "three", cancellationToken: Ct);
        await client.SetReferenceAsync("of-a-reference", "newest", 14, Ct); // 15
        await client.SetAsync("last", "", Ct);
        return served;
    }

    private async Task<string> ExportAsync()
    {
        await using ServedLedger served = await FillAsync();
        Assert.True(await _ledger.RunAsync("export", _ledger["log.jsonl"], "--log") == 0, _ledger.Terminal.Error);
        return _ledger["log.jsonl"];
    }

    private async Task AssertSameAsync(ServedLedger served, string prefix)
    {
        await using LedgerClient client = await ConnectAsync(served);
        List<string> members = await client.SetMembersAsync("s", cancellationToken: Ct).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Score}: {m.Entry.Key} = {Convert.ToHexString(m.Entry.Value.Span)}")).ToListAsync(Ct);
        Assert.Equal(
            [$"-2.5: {prefix}two = 32", $"0.1: {prefix}one = {Convert.ToHexString("first"u8)}", $"1.1: {prefix}one = {Convert.ToHexString("second"u8)}", $"Infinity: {prefix}three = FF00"],
            members.Order(StringComparer.Ordinal).OrderBy(m => m.StartsWith('-') ? 0 : 1));
        Assert.Equal("second", (await client.GetAsync(prefix + "one", Ct))!.Value.ToString());
        Assert.Equal((LedgerBytes)new byte[] { 0xff, 0 }, (await client.GetAsync(prefix + "newest", Ct))!.Value);
        LedgerEntry oldest = (await client.GetReferenceUnverifiedAsync(prefix + "oldest", Ct))!;
        Assert.Equal((prefix + "one", "first"), (oldest.Key.ToString(), oldest.Value.ToString()));
        Assert.Equal(prefix + "newest", (await client.GetReferenceUnverifiedAsync(prefix + "of-a-reference", Ct))!.Key.ToString());
        Assert.Equal(
            ["reference", "a value again", "reference", "reference"],
            await client.HistoryAsync(prefix + "newest", cancellationToken: Ct).Select(e => e.Time is null ? "reference" : e.Value.ToString()).ToListAsync(Ct));
        Assert.Equal(new LedgerBytes(LikeAReference), (await client.GetAsync(prefix + "like-a-reference", Ct))!.Value); // as it is: its value is no name
        Assert.Equal("", (await client.GetAsync(prefix + "last", Ct))!.Value.ToString());
    }
}
