using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Accounts;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts;

/// <summary>How old the accounts can be that a host of a shared store decides by.</summary>
public sealed class AccountStalenessTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Current_WithinTwoSeconds_LooksAtNothing()
    {
        await using TwoBooks books = await ChangedElsewhereAsync();
        int before = books.Store.Reads;

        books.Time.Pass(AccountBook.RefreshAfter - Moment);

        Assert.Equal((1ul, before), (await books.SecondSizeAsync(), books.Store.Reads));
    }

    [Fact]
    public async Task Current_NobodyAsks_ReadsNothing()
    {
        await using TwoBooks books = await ChangedElsewhereAsync();
        int before = books.Store.Reads;

        books.Time.Pass(TimeSpan.FromDays(1));
        await Task.Yield();

        Assert.Equal(before, books.Store.Reads);
    }

    [Fact]
    public async Task Current_AfterTwoSeconds_LooksWithoutWaiting()
    {
        await using TwoBooks books = await ChangedElsewhereAsync();
        books.Store.Hold();
        books.Time.Pass(AccountBook.RefreshAfter);

        ValueTask<AccountState> asked = books.Second.CurrentAsync(Ct);

        Assert.True(asked.IsCompletedSuccessfully);
        Assert.Equal(1ul, (await asked).Size);
        await books.Store.ArrivalAsync();
        books.Store.LetGo();
        while (await books.SecondSizeAsync() == 1)
            await Task.Delay(1, Ct);
    }

    [Fact]
    public async Task Current_ManyAskWhileALookIsUnderWay_ThereIsOneLook()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();
        books.Store.Hold();
        int before = books.Store.Reads;
        books.Time.Pass(TimeSpan.FromSeconds(4));

        Task<AccountState>[] asked = [.. Enumerable.Range(0, 50).Select(_ => books.Second.CurrentAsync(Ct).AsTask())];
        await books.Store.ArrivalAsync();
        Assert.All(asked, ask => Assert.False(ask.IsCompleted));
        books.Store.LetGo();
        await Task.WhenAll(asked);

        Assert.Equal(before + 1, books.Store.Reads);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(3_600)]
    public async Task Current_AfterFourSeconds_WaitsAndHasTheChange(int seconds)
    {
        await using TwoBooks books = await ChangedElsewhereAsync();

        books.Time.Pass(TimeSpan.FromSeconds(seconds));

        Assert.Equal(2ul, await books.SecondSizeAsync());
    }

    // A look that began before the change does not make what is known any newer than it began.
    [Fact]
    public async Task Current_JoinsALookThatBeganLongAgo_LooksAgain()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();
        books.Store.Hold();
        books.Time.Pass(TimeSpan.FromSeconds(4));
        Task<AccountState> early = books.Second.CurrentAsync(Ct).AsTask();
        await books.Store.ArrivalAsync();
        int before = books.Store.Reads;
        books.Time.Pass(TimeSpan.FromSeconds(10));
        Task<AccountState> late = books.Second.CurrentAsync(Ct).AsTask();

        books.Store.LetGo();
        await Task.WhenAll(early, late);

        Assert.Equal(before + 1, books.Store.Reads);
    }

    [Fact]
    public async Task Current_StoreIsDown_KnownIsUsedForFiveSecondsAndNoLonger()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();
        books.Store.IsDown = true;

        books.Time.Pass(AccountBook.MaxStaleness - Moment);
        Assert.Equal(1ul, await books.SecondSizeAsync());

        books.Time.Pass(Moment);
        LedgerException refusal = await RefusalAsync(books);
        Assert.Equal(LedgerErrorKind.Unavailable, refusal.Kind);
        Assert.Contains("5 s ago", refusal.Message, StringComparison.Ordinal);
    }

    // Counted from the beginning of the last look that succeeded: what was acknowledged after that may be lacking.
    [Fact]
    public async Task Current_LookTookThreeSeconds_TheyCount()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();
        books.Store.Hold();
        books.Time.Pass(TimeSpan.FromSeconds(4));
        Task<AccountState> asked = books.Second.CurrentAsync(Ct).AsTask();
        await books.Store.ArrivalAsync();
        books.Time.Pass(TimeSpan.FromSeconds(3));
        books.Store.LetGo();
        await asked;

        books.Store.IsDown = true;
        books.Time.Pass(TimeSpan.FromSeconds(2) - Moment);
        Assert.Equal(1ul, await books.SecondSizeAsync());
        books.Time.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(LedgerErrorKind.Unavailable, (await RefusalAsync(books)).Kind);
    }

    [Fact]
    public async Task Current_StoreIsDown_IsNotAskedByEveryRequest()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();
        books.Store.IsDown = true;
        int before = books.Store.Reads;
        books.Time.Pass(TimeSpan.FromSeconds(6));

        for (int i = 0; i < 10; i++)
            await RefusalAsync(books);

        Assert.Equal(before + 1, books.Store.Reads);
    }

    [Fact]
    public async Task Current_StoreIsBack_GoesOn()
    {
        await using TwoBooks books = await ChangedElsewhereAsync();
        books.Store.IsDown = true;
        books.Time.Pass(TimeSpan.FromSeconds(6));
        await RefusalAsync(books);

        books.Store.IsDown = false;
        books.Time.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(2ul, await books.SecondSizeAsync());
    }

    [Fact]
    public async Task Current_OneGivesUp_TheOthersHaveTheirAnswer()
    {
        await using TwoBooks books = await ChangedElsewhereAsync();
        books.Store.Hold();
        books.Time.Pass(TimeSpan.FromSeconds(4));
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        Task<AccountState> gone = books.Second.CurrentAsync(impatient.Token).AsTask(), waiting = books.Second.CurrentAsync(Ct).AsTask();
        await books.Store.ArrivalAsync();

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        books.Store.LetGo();

        Assert.Equal(2ul, (await waiting).Size);
    }

    [Fact]
    public async Task Newest_StoreIsDown_IsUnavailable()
    {
        await using TwoBooks books = await TwoBooks.OpenAsync();
        books.Store.IsDown = true;

        var refusal = await Assert.ThrowsAsync<LedgerException>(async () => await books.Second.NewestAsync(Ct));

        Assert.Equal(LedgerErrorKind.Unavailable, refusal.Kind);
    }

    private static async Task<TwoBooks> ChangedElsewhereAsync()
    {
        TwoBooks books = await TwoBooks.OpenAsync();
        await books.First.RecordAsync(Changes.User("ann"), Ct);
        return books;
    }

    private static Task<LedgerException> RefusalAsync(TwoBooks books) => Assert.ThrowsAsync<LedgerException>(async () => await books.Second.CurrentAsync(Ct));
}
