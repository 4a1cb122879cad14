using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts;

public sealed class AccountBookTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Record_OneUserOnTwoHostsAtOnce_TakesEffectOnce()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();

        (bool TookEffect, AccountState State)[] results = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
                await (i % 2 == 0 ? books.First : books.Second).RecordAsync(Changes.User("ann") with { PasswordHash = $"{i}" }, Ct), Ct)));

        int winner = Assert.Single(Enumerable.Range(0, 20), i => results[i].TookEffect);
        AccountState first = await books.First.NewestAsync(Ct), second = await books.Second.NewestAsync(Ct);
        Assert.Equal($"{winner}", first.Find("ann")!.PasswordHash);
        Assert.Equal((21ul, Changes.Picture(first)), (first.Size, Changes.Picture(second)));
    }

    [Fact]
    public async Task Record_AThousandChangesByTwoHosts_AllComeToTheSame()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();
        AccountChange[] changes = [.. Changes.Any.Sample(1_000)];

        (bool TookEffect, AccountState State)[][] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var mine = new List<(bool, AccountState)>();
            for (int i = worker; i < changes.Length; i += 8)
                mine.Add(await (worker % 2 == 0 ? books.First : books.Second).RecordAsync(changes[i], Ct));
            return mine.ToArray();
        }, Ct)));

        AccountState first = await books.First.NewestAsync(Ct), second = await books.Second.NewestAsync(Ct);
        Assert.Equal((1_001ul, Changes.Picture(first)), (first.Size, Changes.Picture(second)));
        await using LedgerEngine third = await TwoBooks.EngineAsync(books.Store);
        (AccountState alone, int effects) = await FoldAsync(third);
        Assert.Equal(Changes.Picture(alone), Changes.Picture(first));
        Assert.Equal(effects, 1 + results.Sum(mine => mine.Count(result => result.TookEffect)));
    }

    [Fact]
    public async Task Newest_AfterAChangeElsewhere_HasIt()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();
        await books.First.RecordAsync(Changes.User("ann"), Ct);

        Assert.NotNull((await books.Second.NewestAsync(Ct)).Find("ann"));
    }

    [Fact]
    public async Task Current_AfterOnesOwnChange_HasIt()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();

        (bool tookEffect, AccountState state) = await books.Second.RecordAsync(Changes.User("ann"), Ct);

        Assert.True(tookEffect);
        Assert.Same(state, await books.Second.CurrentAsync(Ct));
    }

    [Fact]
    public async Task Open_AfterManyChanges_HasThemAll()
    {
        AccountChange[] changes = [Changes.Superuser, .. Enumerable.Range(0, 600).Select(i => Changes.User($"user{i}"))];
        await using var store = new MemoryStore();
        await using LedgerEngine engine = await TwoBooks.EngineAsync(store);
        await engine.AppendAsync(changes.Select(AccountCodec.Encode).ToArray(), Ct);

        await using AccountBook book = await TwoBooks.BookAsync(engine, TimeProvider.System);

        Assert.Equal(Changes.Picture(Changes.Fold(changes)), Changes.Picture(await book.CurrentAsync(Ct)));
    }

    // An entry longer than a bundle takes comes by itself, and so do its neighbours.
    [Fact]
    public async Task Open_WithAnEntryOfAnyLength_HasItAll()
    {
        AccountChange[] changes = [Changes.Superuser, Changes.User("ann") with { PasswordHash = new string('h', 70_000) }, Changes.User("bob")];
        await using var store = new MemoryStore();
        await using LedgerEngine engine = await TwoBooks.EngineAsync(store);
        await engine.AppendAsync(changes.Select(AccountCodec.Encode).ToArray(), Ct);

        await using AccountBook book = await TwoBooks.BookAsync(engine, TimeProvider.System);

        Assert.Equal(Changes.Picture(Changes.Fold(changes)), Changes.Picture(await book.CurrentAsync(Ct)));
    }

    [Fact]
    public async Task Current_OnAnExclusiveStore_IsThereAtOnceAndNewest()
    {
        await using var store = new MemoryStore(exclusive: true);
        await using LedgerEngine engine = await TwoBooks.EngineAsync(store);
        await using AccountBook book = await TwoBooks.BookAsync(engine, new ManualTime());
        (_, AccountState recorded) = await book.RecordAsync(Changes.Superuser, Ct);

        ValueTask<AccountState> current = book.CurrentAsync(Ct);

        Assert.True(current.IsCompletedSuccessfully);
        Assert.Same(recorded, await current);
    }

    [Fact]
    public async Task Current_WhenFresh_AllocatesNothing()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();
        await using var store = new MemoryStore(exclusive: true);
        await using LedgerEngine engine = await TwoBooks.EngineAsync(store);
        await using AccountBook exclusive = await TwoBooks.BookAsync(engine, TimeProvider.System);
        _ = (Ask(books.Second, 10), Ask(exclusive, 10));

        Assert.Equal((0L, 0L), (Ask(books.Second, 100), Ask(exclusive, 100)));

        static long Ask(AccountBook book, int times)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < times; i++)
                Assert.True(IsThere(book.CurrentAsync(CancellationToken.None)));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        static bool IsThere(ValueTask<AccountState> asked) => asked.IsCompletedSuccessfully;
    }

    [Fact]
    public async Task Open_EntryChangedInTheStore_IsCorrupt()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();
        await using LedgerEngine engine = await TwoBooks.EngineAsync(books.Store);
        books.Store.Lies = true;

        var refusal = await Assert.ThrowsAsync<LedgerException>(() => TwoBooks.BookAsync(engine, books.Time));

        Assert.Equal(LedgerErrorKind.Corrupt, refusal.Kind);
    }

    [Fact]
    public async Task Current_EntryOfALaterVersion_LetsNobodyIn()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();
        await using LedgerEngine later = await TwoBooks.EngineAsync(books.Store);
        await later.AppendAsync(new[] { new EntryDraft(EntryKind.Plain, "user/ann"u8.ToArray(), """{"v":2}"""u8.ToArray()) }, Ct);

        books.Time.Pass(AccountBook.RefreshAfter * 2);
        LedgerException refusal = await RefusalAsync(books.Second), again = await RefusalAsync(books.Second);

        Assert.Equal((LedgerErrorKind.Corrupt, LedgerErrorKind.Corrupt), (refusal.Kind, again.Kind));
        Assert.Contains("pdate this host", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(LedgerErrorKind.Corrupt, (await Assert.ThrowsAsync<LedgerException>(async () => await books.Second.NewestAsync(Ct))).Kind);
    }

    private static Task<LedgerException> RefusalAsync(AccountBook book) => Assert.ThrowsAsync<LedgerException>(async () => await book.CurrentAsync(Ct));

    private static async Task<(AccountState State, int Effects)> FoldAsync(LedgerEngine engine)
    {
        Snapshot snapshot = await engine.SnapshotAsync(Ct);
        AccountState state = AccountState.Empty;
        int effects = 0;
        for (ulong i = 0; i < snapshot.Size; i++)
        {
            Entry entry = await snapshot.EntryAsync(i, Ct);
            (state, bool tookEffect) = AccountFold.Apply(state, i, AccountCodec.Decode(i, entry.Key, entry.Value));
            effects += tookEffect ? 1 : 0;
        }

        return (state, effects);
    }
}
