using System.Diagnostics;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Accounts.Tokens;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts.Tokens;

public sealed class AccessTokensTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly MemoryStore _store = new(exclusive: false);
    private readonly TokenHost _host;

    public AccessTokensTests() => _host = new TokenHost(_store, _time);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("immudb", 0ul, "defaultdb")]
    [InlineData("immudb", ulong.MaxValue, null)]
    [InlineData("Zoë.ñ", 7ul, "")]
    [InlineData("", 1ul, "b")]
    public async Task Read_Issued_SaysWhatItWasIssuedFor(string user, ulong epoch, string? database)
    {
        using var other = new TokenHost(_store, _time);

        string token = await _host.IssueAsync(user, epoch, database);

        var expected = new TokenClaims(user, epoch, database, _time.GetUtcNow() + TimeSpan.FromHours(1));
        Assert.Equal((TokenState.Live, expected), await _host.Tokens.ReadAsync(token.AsMemory(), Ct));
        Assert.Equal((TokenState.Live, expected), await other.Tokens.ReadAsync(token.AsMemory(), Ct));
    }

    [Fact]
    public async Task Issue_UsualNames_IsShortAndFitForAHeader()
    {
        string token = await _host.IssueAsync("a_user_with_a_rather_long_name_0123456789", 12, "adatabasewithalongname");

        Assert.Matches("^v1\\.[0-9a-f]{16}\\.[0-9A-Za-z_-]+\\.[0-9A-Za-z_-]{43}$", token);
        Assert.InRange(token.Length, 100, 400);
        Assert.Equal(token, BearerToken.In("Bearer " + token).ToString());
    }

    [Fact]
    public async Task Issue_SameClaimsTwice_MakesTwoTokens() => Assert.NotEqual(await _host.IssueAsync(), await _host.IssueAsync());

    [Fact]
    public async Task Issue_LongestNames_CanBeRead()
    {
        using var other = new TokenHost(_store, _time);
        string user = new('u', TokenText.MaxUserBytes), database = new('d', TokenText.MaxDatabaseBytes);

        string token = await _host.IssueAsync(user, 1, database);

        Assert.True(token.Length <= TokenText.MaxLength);
        Assert.Equal(user, (await other.ClaimsAsync(token))!.User);
    }

    [Fact]
    public async Task Issue_NameTooLongOrNoText_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _host.IssueAsync(new string('u', TokenText.MaxUserBytes + 1)));
        await Assert.ThrowsAsync<ArgumentException>(() => _host.IssueAsync("u", 1, new string('d', TokenText.MaxDatabaseBytes + 1)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _host.IssueAsync("\ud800"));
    }

    [Fact]
    public async Task Read_AtTheSecondItExpires_IsExpiredOnEveryHost()
    {
        using var other = new TokenHost(_store, _time);
        string token = await _host.IssueAsync();

        _time.Pass(AccessTokens.Lifetime - TimeSpan.FromTicks(1));
        Assert.Equal(TokenState.Live, await _host.StateAsync(token));
        _time.Pass(TimeSpan.FromTicks(1));

        Assert.Equal(TokenState.Expired, await _host.StateAsync(token));
        Assert.Equal(TokenState.Expired, await other.StateAsync(token));
        Assert.Equal("alice", (await other.ClaimsAsync(token))!.User);
    }

    [Fact]
    public async Task Read_OfAnotherStore_IsUnknown()
    {
        using var stranger = new TokenHost(new MemoryStore(), _time);
        await _host.IssueAsync();

        Assert.Equal(TokenState.Unknown, await _host.StateAsync(await stranger.IssueAsync()));
    }

    [Fact]
    public async Task Read_SameKeysButOtherData_IsUnknown()
    {
        using var stranger = new TokenHost(_store, _time, "another");

        Assert.Equal(TokenState.Unknown, await stranger.StateAsync(await _host.IssueAsync()));
    }

    [Fact]
    public async Task Read_KnownToken_CompletesAtOnceAndAllocatesNothing()
    {
        string token = await _host.IssueAsync();
        ReadOnlyMemory<char> text = ("Bearer " + token).AsMemory("Bearer ".Length);
        ReadMany(text, 1000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        ReadMany(text, 1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Read_ForgedTokens_AreNotRemembered()
    {
        string token = await _host.IssueAsync();
        int remembered = _host.Tokens.Remembered;

        for (int i = 0; i < 100; i++)
            Assert.Equal(TokenState.Unknown, await _host.StateAsync(token[..^4] + $"{i:0000}"));

        Assert.Equal(remembered, _host.Tokens.Remembered);
    }

    [Fact]
    public async Task Read_MoreTokensThanAreRemembered_StillKnowsAll()
    {
        var tokens = new AccessTokens(_host.Keys, TokenHost.Audience, _time, capacity: 8);
        var issued = new List<string>();
        for (int i = 0; i < 50; i++)
            issued.Add(await tokens.IssueAsync("u", (ulong)i, null, Ct));

        foreach (string token in issued)
            Assert.Equal(TokenState.Live, (await tokens.ReadAsync(token.AsMemory(), Ct)).State);
        Assert.InRange(tokens.Remembered, 1, 8);
    }

    private void ReadMany(ReadOnlyMemory<char> token, int times)
    {
        for (int i = 0; i < times; i++)
        {
            ValueTask<(TokenState State, TokenClaims? Claims)> read = _host.Tokens.ReadAsync(token, CancellationToken.None);
            if (!read.IsCompletedSuccessfully || read.Result.State != TokenState.Live)
                throw new UnreachableException();
        }
    }
}
