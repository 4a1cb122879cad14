using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Tests.Serving;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts;

public sealed class SessionStoreTests
{
    private static readonly Account Superuser = Account.Superuser();
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Issue_MoreThanAreKept_ForgetsTheOldest()
    {
        await using var databases = await OpenAsync();
        var sessions = new SessionStore(_time, capacity: 2);

        string[] tokens = [.. Enumerable.Range(0, 3).Select(_ => sessions.Issue(Superuser, databases.Default))];

        Assert.Equal(
            [TokenState.Unknown, TokenState.Live, TokenState.Live], tokens.Select(token => sessions.Find(token, out _)));
    }

    [Fact]
    public async Task Find_ExpiredToken_IsRememberedForADay()
    {
        await using var databases = await OpenAsync();
        var sessions = new SessionStore(_time);
        string token = sessions.Issue(Superuser, databases.Default);

        _time.Pass(TimeSpan.FromHours(24));
        sessions.Issue(Superuser, databases.Default);
        Assert.Equal(TokenState.Expired, sessions.Find(token, out _));

        _time.Pass(TimeSpan.FromHours(1));
        sessions.Issue(Superuser, databases.Default);
        Assert.Equal(TokenState.Unknown, sessions.Find(token, out _));
    }

    [Fact]
    public async Task DropAll_OneUser_LeavesOthers()
    {
        await using var databases = await OpenAsync();
        var sessions = new SessionStore(_time);
        string dropped = sessions.Issue(Superuser, databases.Default);
        string kept = sessions.Issue(Superuser with { Name = "other" }, databases.Default);

        sessions.DropAll(Superuser);

        Assert.Equal(TokenState.Unknown, sessions.Find(dropped, out _));
        Assert.Equal(TokenState.Live, sessions.Find(kept, out _));
    }

    private static Task<DatabaseCatalog> OpenAsync() => DatabaseCatalog.OpenAsync(
        new MemoryStore(), new LedgerOptions(), NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
}
