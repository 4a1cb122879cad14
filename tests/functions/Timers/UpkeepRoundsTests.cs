using ImmuFunctions.Functions.Timers;
using ImmuFunctions.Functions.Tlog;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Databases;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Timers;

/// <summary>Several databases in the functions.</summary>
public sealed class UpkeepRoundsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_ManyDatabases_EachHasItsTurnAndNoneStaysOpen()
    {
        await using DatabaseCatalog databases = await OpenAsync();
        var names = new Names([.. Enumerable.Range(0, 2 * UpkeepRounds.ClosedPerRun + 1).Select(i => $"db{i}")]);
        var rounds = new UpkeepRounds(TimeProvider.System);

        var seen = new List<string>();
        int longest = 0;
        for (int run = 0; run < 3; run++)
        {
            IReadOnlyList<string> lines = await rounds.RunAsync(databases, names, Ct);
            Assert.Equal(["defaultdb", "systemdb"], lines.Take(2).Select(NameOf));
            seen.AddRange(lines.Skip(2).Select(NameOf));
            longest = Math.Max(longest, lines.Count);
        }

        Assert.Equal(names.All.Order(), seen.Distinct().Order());
        Assert.Equal(UpkeepRounds.ClosedPerRun + 2, longest);
        Assert.Equal(0, databases.OpenCount);
    }

    [Fact]
    public async Task RunAsync_OpenDatabases_HaveTheirTurnInEveryRunAndStayOpen()
    {
        await using DatabaseCatalog databases = await OpenAsync();
        var names = new Names([.. Enumerable.Range(0, 3 * UpkeepRounds.ClosedPerRun).Select(i => $"db{i}")]);
        string[] open = ["db7", "db50", "db95"];
        foreach (string name in open)
            (await databases.UseAsync(name, Ct)).Dispose();
        var rounds = new UpkeepRounds(TimeProvider.System);

        for (int run = 0; run < 3; run++)
        {
            IReadOnlyList<string> lines = await rounds.RunAsync(databases, names, Ct);
            Assert.Equal(open.Order(), lines.Select(NameOf).Intersect(open).Order());
        }

        Assert.Equal(open.Order(), databases.OpenNames.Order());
    }

    [Fact]
    public async Task RunAsync_OneIsDamaged_TheOthersHaveTheirTurn()
    {
        var store = new MemoryStore();
        await store.CreateAppendBlobAsync("b/log/00000000000000000000.seg", Ct);
        await store.AppendAsync("b/log/00000000000000000000.seg", 0, "this is no log"u8.ToArray(), Ct);
        await using DatabaseCatalog databases = await DatabaseCatalog.OpenAsync(store, new LedgerOptions(), NullLoggerFactory.Instance, Ct);

        TimerException failed = await Assert.ThrowsAsync<TimerException>(() => new UpkeepRounds(TimeProvider.System).RunAsync(databases, new Names("a", "b", "c"), Ct));

        Assert.Equal(["a", "b", "c"], failed.Lines.Skip(2).Select(NameOf).Order());
        Assert.StartsWith("b: Corrupt: ", Assert.Single(failed.Lines, line => NameOf(line) == "b"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequireAsync_PublicLog_IsThatOfADatabaseThatSomebodyCreated()
    {
        var store = new MemoryStore();
        await using DatabaseCatalog databases = await DatabaseCatalog.OpenAsync(store, new LedgerOptions(), NullLoggerFactory.Instance, Ct);
        var names = new Names("mine");

        using (DatabaseUse use = await TlogAccess.RequireAsync(databases, names, "mine", Ct))
            Assert.Equal("mine", use.Database.Name);
        foreach (string name in (string[])["other", "systemdb", "\ud800"])
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await TlogAccess.RequireAsync(databases, names, name, Ct))).Code);

        Assert.Equal(["defaultdb", "mine", "systemdb"], await StoredDatabases.ListAsync(store, Ct).ToListAsync(Ct));
    }

    private static string NameOf(string line) => line[..line.IndexOf(':', StringComparison.Ordinal)];

    private static Task<DatabaseCatalog> OpenAsync() => DatabaseCatalog.OpenAsync(new MemoryStore(), new LedgerOptions(), NullLoggerFactory.Instance, Ct);

    private sealed class Names(params string[] names) : IDatabaseNames
    {
        public string[] All => names;

        public ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) => new([DatabaseCatalog.DefaultName, .. names]);
    }
}
