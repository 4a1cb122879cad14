using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.V1;
using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>A ledger that lies in lists: nothing of the page with the lie is given.</summary>
public sealed class TamperedListsTests : IAsyncLifetime
{
    private ClientFixture _fixture = null!;

    private LedgerClient Client => _fixture.Client;

    private static CancellationToken Stop => ClientFixture.Stop;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ClientFixture.OpenAsync();
        await Client.SetRawAsync("a1", "x", Stop); // 0
        await Client.SetRawAsync("a1", "y", Stop); // 1
        await Client.SetRawAsync("a2", "x", Stop); // 2
        await Client.SetRawAsync("b", "x", Stop); // 3
        await Client.AddToSetAsync("s", 1, "a1", cancellationToken: Stop); // 4
        await Client.AddToSetAsync("s", 2, "a2", 2, Stop); // 5
        await Client.AddToSetAsync("t", 1, "b", cancellationToken: Stop); // 6
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public Task ScanAsync_WithAKeyOutsideThePrefix_IsCaught() =>
        ScanCaughtAsync(VerificationCheck.Key, answer => answer.Items.Add(Entry(3, "b", "x")));

    [Fact]
    public Task ScanAsync_InAnotherOrder_IsCaught() =>
        ScanCaughtAsync(VerificationCheck.Order, answer => (answer.Items[0], answer.Items[1]) = (answer.Items[1], answer.Items[0]));

    [Fact]
    public Task ScanAsync_WithAnEntryTwice_IsCaught() =>
        ScanCaughtAsync(VerificationCheck.Order, answer => answer.Items.Insert(1, answer.Items[0]));

    [Fact]
    public Task ScanAsync_WithAnotherValue_IsCaught() =>
        ScanCaughtAsync(VerificationCheck.Inclusion, answer => answer.Items[0].Value = TestLedger.Bytes("z"));

    [Fact]
    public Task ScanAsync_WithAnOlderVersion_IsCaught() =>
        ScanCaughtAsync(VerificationCheck.OlderVersion, answer => answer.Items[0] = Entry(0, "a1", "x"));

    [Fact]
    public Task ScanAsync_WithAnEntryThatIsNotThere_IsCaught() =>
        ScanCaughtAsync(VerificationCheck.Inclusion, answer => answer.Items.Add(Entry(99, "a3", "x")));

    [Fact]
    public Task HistoryAsync_WithAnotherKeysEntry_IsCaught() =>
        HistoryCaughtAsync(VerificationCheck.Key, answer => answer.Items.Add(Entry(2, "a2", "x")));

    [Fact]
    public Task HistoryAsync_InAnotherOrder_IsCaught() =>
        HistoryCaughtAsync(VerificationCheck.Order, answer => answer.Items.Insert(1, answer.Items[0]));

    [Fact]
    public Task HistoryAsync_WithAnotherValue_IsCaught() =>
        HistoryCaughtAsync(VerificationCheck.Inclusion, answer => answer.Items[1].Value = TestLedger.Bytes("z"));

    [Fact]
    public Task HistoryAsync_WithoutTheNewest_IsCaught() =>
        HistoryCaughtAsync(VerificationCheck.OlderVersion, answer => answer.Items.RemoveAt(0));

    [Fact]
    public Task HistoryAsync_WithNothing_IsCaught() =>
        HistoryCaughtAsync(VerificationCheck.OlderVersion, answer => answer.Items.Clear());

    [Fact]
    public async Task HistoryAsync_BackwardsWithoutTheNewest_IsCaught()
    {
        _fixture.Rpcs.Lie<ItemList>("History", answer => answer.Items.RemoveAt(1));
        await CaughtAsync(VerificationCheck.OlderVersion, Client.HistoryAsync("a1", new ListOptions { Reverse = true }, Stop));
    }

    [Fact]
    public Task EntriesAsync_WithOneLeftOut_IsCaught() => LogCaughtAsync(VerificationCheck.Order, page => page.Items.RemoveAt(2));

    [Fact]
    public Task EntriesAsync_ThatEndsEarly_IsCaught() => LogCaughtAsync(VerificationCheck.Order, page => page.Items.RemoveAt(6));

    [Fact]
    public Task EntriesAsync_WithAnotherValue_IsCaught() => LogCaughtAsync(VerificationCheck.Inclusion, page => page.Items[6].Value = TestLedger.Bytes("z"));

    [Fact]
    public Task SetMembersAsync_WithAnotherScore_IsCaught() => SetCaughtAsync(VerificationCheck.Value, answer => answer.Items[0].Score = 1.5);

    [Fact]
    public Task SetMembersAsync_WithAMemberOfAnotherSet_IsCaught() =>
        SetCaughtAsync(VerificationCheck.Key, answer => answer.Items[0].CurrentOffset = Member("t", 1, "b", null));

    [Fact]
    public Task SetMembersAsync_WithAMemberNobodyAdded_IsCaught() => SetCaughtAsync(
        VerificationCheck.Inclusion,
        answer => answer.Items.Add(new ZItem { Item = Entry(3, "b", "x"), Score = 3, Index = 6, CurrentOffset = Member("s", 3, "b", null) }));

    [Fact]
    public Task SetMembersAsync_WithAnotherEntry_IsCaught() => SetCaughtAsync(VerificationCheck.Reference, answer => answer.Items[1].Item = Entry(3, "b", "x"));

    [Fact]
    public Task SetMembersAsync_WithAnotherVersionThanTheMemberNames_IsCaught() =>
        SetCaughtAsync(VerificationCheck.Reference, answer => answer.Items[1].Item.Index = 1);

    [Fact]
    public Task SetMembersAsync_WithAnOlderVersion_IsCaught() => SetCaughtAsync(VerificationCheck.OlderVersion, answer => answer.Items[0].Item = Entry(0, "a1", "x"));

    [Fact]
    public Task SetMembersAsync_InAnotherOrder_IsCaught() =>
        SetCaughtAsync(VerificationCheck.Order, answer => (answer.Items[0], answer.Items[1]) = (answer.Items[1], answer.Items[0]));

    [Fact]
    public async Task SetMembersAsync_OutsideTheBounds_IsCaught()
    {
        ZItemList all = await _fixture.Honest.AskAsync<ZItemList>("ZScan", new ZScanOptions { Set = TestLedger.Bytes("s") });
        _fixture.Rpcs.Lies["ZScan"] = _ => all;
        await CaughtAsync(VerificationCheck.Order, Client.SetMembersAsync("s", new ListOptions { MinScore = 2 }, Stop));
    }

    [Fact]
    public async Task FindByValueAsync_WithAnotherValue_IsCaught()
    {
        _fixture.Rpcs.Lie<ValuePage>("FindByValue", page => page.Items[0] = Entry(1, "a1", "y"));
        await CaughtAsync(VerificationCheck.Value, Client.FindByValueAsync("x", cancellationToken: Stop));
    }

    [Fact]
    public async Task FindByValueAsync_WithAnEntryTwice_IsCaught()
    {
        _fixture.Rpcs.Lie<ValuePage>("FindByValue", page => page.Items.Insert(1, page.Items[0]));
        await CaughtAsync(VerificationCheck.Order, Client.FindByValueAsync("x", cancellationToken: Stop));
    }

    [Fact]
    public async Task FindByValueAsync_WithAnEntryNobodyWrote_IsCaught()
    {
        _fixture.Rpcs.Lie<ValuePage>("FindByValue", page => page.Items[0].Key = TestLedger.Bytes("a0"));
        await CaughtAsync(VerificationCheck.Inclusion, Client.FindByValueAsync("x", cancellationToken: Stop));
    }

    [Fact]
    public async Task KeysWithValueAsync_WithAnOlderVersion_IsCaught()
    {
        _fixture.Rpcs.Lie<ValuePage>("KeysWithValue", page => page.Items.Insert(0, Entry(0, "a1", "x")));
        await CaughtAsync(VerificationCheck.OlderVersion, Client.KeysWithValueAsync("x", cancellationToken: Stop));
    }

    private static Item Entry(ulong index, string key, string value) => new() { Index = index, Key = TestLedger.Bytes(key), Value = TestLedger.Bytes(value) };

    private static ByteString Member(string set, double score, string key, ulong? index) =>
        ByteString.CopyFrom(Core.Log.SortedSetKey.Encode(TestLedger.Bytes(set).Span, score, TestLedger.Bytes(key).Span, index));

    private Task ScanCaughtAsync(VerificationCheck check, Action<ItemList> lie)
    {
        _fixture.Rpcs.Lie("Scan", lie);
        return CaughtAsync(check, Client.ScanAsync("a", cancellationToken: Stop));
    }

    private Task HistoryCaughtAsync(VerificationCheck check, Action<ItemList> lie)
    {
        _fixture.Rpcs.Lie("History", lie);
        return CaughtAsync(check, Client.HistoryAsync("a1", cancellationToken: Stop));
    }

    private Task LogCaughtAsync(VerificationCheck check, Action<Page> lie)
    {
        _fixture.Rpcs.Lie("IScan", lie);
        return CaughtAsync(check, Client.EntriesAsync(cancellationToken: Stop), mayBegin: true);
    }

    private Task SetCaughtAsync(VerificationCheck check, Action<ZItemList> lie)
    {
        _fixture.Rpcs.Lie("ZScan", lie);
        return CaughtAsync(check, Client.SetMembersAsync("s", cancellationToken: Stop));
    }

    private static async Task CaughtAsync<T>(VerificationCheck check, IAsyncEnumerable<T> items, bool mayBegin = false)
    {
        int given = 0;
        TamperedException e = await Assert.ThrowsAsync<TamperedException>(async () =>
        {
            await foreach (T _ in items)
                given++;
        });
        Assert.Equal(check, e.Check);
        Assert.True(mayBegin || check == VerificationCheck.OlderVersion || given == 0, $"{given} were given");
    }
}
