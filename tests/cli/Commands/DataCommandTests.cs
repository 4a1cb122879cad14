using System.Text.Json;
using ImmuFunctions.Core.Hashing;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Commands;

/// <summary>Commands against a ledger that asks nobody to log in.</summary>
public sealed class DataCommandTests : IAsyncLifetime
{
    private readonly TestTerminal _terminal = new() { Input = "typed" };
    private ServedLedger _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        _ledger = await ServedLedger.StartAsync(null, ("value-index", "true"));
        _terminal.Variables["IMMU_SERVER"] = _ledger.Address();
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _terminal.Dispose();
    }

    [Fact]
    public async Task Set_ThenGet_ShowsTheEntryVerified()
    {
        Assert.Equal("index:      0\nkey:        greeting\nvalue:      hello\nverified:   true\n", await DoneAsync("set", "greeting", "hello"));

        string[] lines = (await DoneAsync("get", "greeting")).Split('\n');

        Assert.Equal(["index:      0", "key:        greeting", "value:      hello"], lines[..3]);
        Assert.Matches("^hash:       [0-9a-f]{64}$", lines[3]);
        Assert.Matches("^time:       20[0-9T:-]+Z$", lines[4]);
        Assert.Equal("verified:   true", lines[5]);
    }

    [Theory, InlineData("set"), InlineData("s"), InlineData("safeset"), InlineData("ss")]
    public async Task Set_UnderEachName_Writes(string name)
    {
        await DoneAsync(name, "k", "v");

        Assert.Equal("v\n", await DoneAsync("get", "k", "--value-only"));
    }

    [Theory, InlineData("get"), InlineData("g"), InlineData("safeget"), InlineData("sg")]
    public async Task Get_UnderEachName_Reads(string name)
    {
        await DoneAsync("set", "k", "v");

        Assert.Equal("v\n", await DoneAsync(name, "k", "--value-only"));
    }

    [Theory, InlineData("get", "k"), InlineData("history", "k"), InlineData("scan", "k"), InlineData("set", "k", "v"), InlineData("iscan", "1", "5"), InlineData("find", "v")]
    public async Task Commands_Unverified_SaySo(params string[] command)
    {
        await DoneAsync("set", "k", "v");

        JsonElement result = JsonOf(await DoneAsync([.. command, "--unverified", "--output", "json"]));

        Assert.False(result.GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task Get_AtASize_ShowsTheValueOfThen()
    {
        await DoneAsync("set", "k", "old");
        await DoneAsync("set", "k", "new");

        Assert.Equal("old\n", await DoneAsync("get", "k", "--at", "1", "--value-only"));
        Assert.Equal("new\n", await DoneAsync("get", "k", "--at", "2", "--value-only"));
    }

    [Fact]
    public async Task Rawsafeset_OfBytes_KeepsThemAsTheyAre()
    {
        await DoneAsync("rawsafeset", "hex:ff00", "base64:AAEC");

        JsonElement entry = JsonOf(await DoneAsync("rawsafeget", "hex:ff00", "--output", "json"));

        Assert.Equal("/wA=", entry.GetProperty("key").GetProperty("base64").GetString());
        Assert.Equal("\u0000\u0001\u0002", entry.GetProperty("value").GetString());
        Assert.Equal(JsonValueKind.Null, entry.GetProperty("time").ValueKind);
        Assert.Equal(TreeHash.Leaf(0, [0xff, 0], [0, 1, 2]).ToString(), entry.GetProperty("hash").GetString());
    }

    [Fact]
    public async Task Rawsafeget_OfAWrappedValue_HasItsWrapping()
    {
        await DoneAsync("set", "k", "v");

        JsonElement raw = JsonOf(await DoneAsync("rg", "k", "--output", "json"));
        JsonElement entry = JsonOf(await DoneAsync("get", "k", "--output", "json"));

        Assert.NotEqual(entry.GetProperty("value").ToString(), raw.GetProperty("value").ToString());
        Assert.Equal(entry.GetProperty("hash").GetString(), raw.GetProperty("hash").GetString());
    }

    [Fact]
    public async Task Set_FromTheInput_WritesIt()
    {
        await DoneAsync("set", "k", "-");

        Assert.Equal("typed\n", await DoneAsync("get", "k", "--value-only"));
    }

    [Theory, InlineData("getByIndex"), InlineData("bi"), InlineData("getRawBySafeIndex"), InlineData("brsi")]
    public async Task ByIndex_UnderEachName_ShowsTheEntry(string name)
    {
        await DoneAsync("rawsafeset", "k", "v");

        Assert.Equal("v\n", await DoneAsync(name, "0", "--value-only"));
        Assert.Equal(3, await _terminal.RunAsync(name, "1"));
    }

    [Fact]
    public async Task History_OfAKey_IsNewestFirst()
    {
        await DoneAsync("set", "k", "1");
        await DoneAsync("set", "k", "2");

        Assert.Equal("2\n1\n", await DoneAsync("h", "k", "--value-only"));
        Assert.Equal("1\n", await DoneAsync("history", "k", "--reverse", "--limit", "1", "--value-only"));
        Assert.Equal("2\n", await DoneAsync("count", "k", "--value-only"));
    }

    [Fact]
    public async Task Scan_OfAPrefix_ListsItsKeysInOrder()
    {
        await DoneAsync("set", "a:2", "2");
        await DoneAsync("set", "a:1", "1");
        await DoneAsync("set", "b", "3");

        Assert.Equal("1\n2\n", await DoneAsync("scan", "a:", "--value-only"));
        Assert.Equal("1\n2\n3\n", await DoneAsync("scn", "--value-only"));
        Assert.Equal("3\n", await DoneAsync("scan", "--after", "a:2", "--value-only"));
        Assert.Equal("2\n1\n", await DoneAsync("iscan", "1", "2", "--value-only"));
        Assert.Equal("3\n", await DoneAsync("iscan", "2", "2", "--value-only"));
    }

    [Fact]
    public async Task Scan_AsTable_HasARowForEachKey()
    {
        await DoneAsync("rawsafeset", "a", "1");
        await DoneAsync("rawsafeset", "b", "2");

        Assert.Equal(
            """
            ╭───────┬─────┬───────┬──────┬──────────╮
            │ index │ key │ value │ time │ verified │
            ├───────┼─────┼───────┼──────┼──────────┤
            │     0 │ a   │ 1     │      │     true │
            │     1 │ b   │ 2     │      │     true │
            ╰───────┴─────┴───────┴──────┴──────────╯

            """,
            await DoneAsync("scan", "--output", "table"));
    }

    [Fact]
    public async Task Zscan_OfASet_ListsItsMembersByScore()
    {
        await DoneAsync("set", "a", "A");
        await DoneAsync("set", "b", "B");
        await DoneAsync("zadd", "set", "2.5", "a");
        await DoneAsync("sza", "set", "-1", "b");

        Assert.Equal("B\nA\n", await DoneAsync("zscan", "set", "--value-only"));
        Assert.Equal("A\n", await DoneAsync("zscn", "set", "--min", "0", "--value-only"));
    }

    [Theory, InlineData("reference"), InlineData("r"), InlineData("safereference"), InlineData("sr")]
    public async Task Reference_ToAKey_GivesWhatItStandsFor(string name)
    {
        await DoneAsync("set", "k", "v");
        await DoneAsync(name, "alias", "k");

        Assert.Equal("v\n", await DoneAsync("get", "alias", "--value-only"));
    }

    [Fact]
    public async Task Find_ByValue_ListsTheKeysThatHaveIt()
    {
        await DoneAsync("set", "a", "red");
        await DoneAsync("set", "b", "reddish");
        await DoneAsync("set", "a", "blue");

        Assert.Equal("b", JsonOf(await DoneAsync("find", "red", "--prefix", "--output", "json")).GetProperty("key").GetString());
        Assert.Equal("a", JsonOf(await DoneAsync("find", "red", "--all-versions", "--output", "json")).GetProperty("key").GetString());
        Assert.Equal("", await DoneAsync("find", "red", "--output", "json"));
    }

    [Fact]
    public async Task Current_OfAnEmptyLog_SaysSo()
    {
        Assert.Equal("immudb is empty\n", await DoneAsync("current"));
    }

    [Fact]
    public async Task CheckConsistency_WithTheRootOfThen_Holds()
    {
        await DoneAsync("set", "k", "1");
        string root = JsonOf(await DoneAsync("current", "--output", "json")).GetProperty("hash").GetString()!;
        await DoneAsync("set", "k", "2");

        Assert.Equal(1UL, JsonOf(await DoneAsync("check-consistency", "0", root, "--output", "json")).GetProperty("second").GetUInt64());
        Assert.Equal(7, await _terminal.RunAsync("c", "0", new string('0', 64)));
        Assert.Equal(2, await _terminal.RunAsync("c", "0", "abc"));
    }

    [Fact]
    public async Task Inclusion_OfAnEntry_HoldsOnlyForItsLeaf()
    {
        await DoneAsync("set", "k", "1");
        await DoneAsync("set", "k", "2");
        string leaf = JsonOf(await DoneAsync("bi", "1", "--output", "json")).GetProperty("hash").GetString()!;

        Assert.Equal(leaf, JsonOf(await DoneAsync("inclusion", "1", "--output", "json")).GetProperty("leaf").GetString());
        await DoneAsync("i", "1", leaf);
        Assert.Equal(7, await _terminal.RunAsync("i", "0", leaf));
        Assert.Equal(3, await _terminal.RunAsync("i", "2"));
    }

    [Fact]
    public async Task Print_OfALog_ShowsItsTree()
    {
        await DoneAsync("set", "a", "1");
        await DoneAsync("set", "b", "2");

        JsonElement[] nodes = [.. (await DoneAsync("print", "--output", "json")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(JsonOf)];

        Assert.Equal(["a", "b", null], nodes.Select(node => node.GetProperty("key").GetString()));
        Assert.Equal([0, 0, 1], nodes.Select(node => node.GetProperty("layer").GetInt32()));
    }

    [Fact]
    public async Task Dump_OfALog_WritesALengthBeforeEachRecord()
    {
        await DoneAsync("set", "a", "1");
        string file = _terminal.Home["dump"];

        ulong records = JsonOf(await DoneAsync("dump", file, "--output", "json")).GetProperty("records").GetUInt64();

        Assert.Equal(records, RecordsIn(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        Assert.Equal(6, await _terminal.RunAsync("dump", file));
    }

    [Fact]
    public async Task Stats_OfALog_HasItsFigures()
    {
        await DoneAsync("set", "a", "1");

        JsonElement stats = JsonOf(await DoneAsync("stats", "--exact", "--output", "json"));

        Assert.Equal((1, 1), (stats.GetProperty("entries").GetInt32(), stats.GetProperty("keys").GetInt32()));
    }

    private static JsonElement JsonOf(string line) => JsonDocument.Parse(line).RootElement;

    private static ulong RecordsIn(ReadOnlySpan<byte> dump)
    {
        ulong records = 0;
        for (; !dump.IsEmpty; records++)
        {
            int length = (int)System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(dump);
            _ = Immudb.Schema.DumpKV.Parser.ParseFrom(dump.Slice(4, length));
            dump = dump[(4 + length)..];
        }

        return records;
    }

    /// <returns>What was written by a command that succeeded.</returns>
    private async Task<string> DoneAsync(params string[] command)
    {
        _terminal.Clear();
        int code = await _terminal.RunAsync(command);
        Assert.Equal((0, ""), (code, _terminal.Error));
        return _terminal.Output;
    }
}
