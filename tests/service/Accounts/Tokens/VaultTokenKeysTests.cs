using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Accounts.Tokens;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts.Tokens;

public sealed class VaultTokenKeysTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly FakeSecret _secret = new();
    private readonly VaultTokenKeys _keys;
    private readonly VaultTokenKeys _otherKeys;
    private readonly AccessTokens _one;
    private readonly AccessTokens _two;

    public VaultTokenKeysTests()
    {
        _secret.Add("v1");
        (_keys, _otherKeys) = (new VaultTokenKeys(_secret, _time), new VaultTokenKeys(_secret, _time));
        (_one, _two) = (new AccessTokens(_keys, TokenHost.Audience, _time), new AccessTokens(_otherKeys, TokenHost.Audience, _time));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _keys.Dispose();
        _otherKeys.Dispose();
    }

    [Fact]
    public async Task Issue_Secret_IsKnownToEveryHost()
    {
        string token = await IssueAsync(_one);

        Assert.StartsWith("v1.v1.", token, StringComparison.Ordinal);
        Assert.Equal(TokenState.Live, await StateAsync(_two, token));
        Assert.Equal(["newest", "newest"], _secret.Questions);
    }

    [Fact]
    public async Task Issue_NewVersion_IsTakenWithinFiveMinutes()
    {
        await IssueAsync(_one);
        _secret.Add("v2");

        _time.Pass(VaultTokenKeys.LookAgain - TimeSpan.FromSeconds(1));
        Assert.StartsWith("v1.v1.", await IssueAsync(_one), StringComparison.Ordinal);
        Assert.Single(_secret.Questions);
        _time.Pass(TimeSpan.FromSeconds(1));

        Assert.StartsWith("v1.v2.", await IssueAsync(_one), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OldVersionAfterAStart_IsAskedForOnce()
    {
        string token = await IssueAsync(_one);
        _secret.Add("v2");
        _secret.Questions.Clear();

        Assert.Equal(TokenState.Live, await StateAsync(_two, token));
        Assert.Equal(TokenState.Live, await StateAsync(_two, await IssueAsync(_one)));

        Assert.Equal(["newest", "v1"], _secret.Questions);
    }

    [Fact]
    public async Task Read_MadeUpVersionsHammering_AskOnceASecond()
    {
        string token = await IssueAsync(_one);
        await StateAsync(_one, token);
        _secret.Questions.Clear();

        for (int second = 0; second < 10; second++)
        {
            for (int i = 0; i < 200; i++)
                Assert.Equal(TokenState.Unknown, await StateAsync(_one, token.Replace("v1.v1.", $"v1.a{i}.")));
            _time.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(10, _secret.Questions.Count(q => q == "newest"));
        Assert.Equal(20, _secret.Questions.Count);
    }

    [Fact]
    public async Task Read_VersionDisabled_EndsItsTokensWithinFiveMinutes()
    {
        string token = await IssueAsync(_one);
        Assert.Equal(TokenState.Live, await StateAsync(_two, token));
        _secret.Versions.Clear();
        _secret.Add("v2");

        _time.Pass(VaultTokenKeys.LookAgain);

        Assert.Equal(TokenState.Unknown, await StateAsync(_one, token));
        Assert.Equal(TokenState.Unknown, await StateAsync(_two, token));
        Assert.StartsWith("v1.v2.", await IssueAsync(_one), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_VaultDown_GoesOnWithKnownVersionsAndFailsForUnknownOnes()
    {
        string token = await IssueAsync(_one);
        _secret.IsDown = true;
        _time.Pass(VaultTokenKeys.LookAgain);

        Assert.Equal(TokenState.Live, await StateAsync(_one, token));
        Assert.StartsWith("v1.v1.", await IssueAsync(_one), StringComparison.Ordinal);
        for (int i = 0; i < 2; i++)
            Assert.Equal(LedgerErrorKind.Unavailable, (await Assert.ThrowsAsync<LedgerException>(() => StateAsync(_two, token))).Kind);
    }

    [Fact]
    public async Task Issue_SecretTooShort_IsInvalidAndSaysWhatToDo()
    {
        _secret.Versions.Clear();
        _secret.Add("v1", bytes: 31);

        LedgerException e = await Assert.ThrowsAsync<LedgerException>(() => IssueAsync(_one));

        Assert.Equal(LedgerErrorKind.Invalid, e.Kind);
        Assert.Contains("openssl rand -base64 32", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_ManyVersionsOverTheYears_KeepsABoundedNumber()
    {
        for (int i = 2; i < 100; i++)
        {
            await IssueAsync(_one);
            _secret.Add($"v{i}");
            _time.Pass(VaultTokenKeys.LookAgain);
        }

        _secret.Questions.Clear();
        await StateAsync(_one, "x");
        Assert.InRange(_secret.Questions.Count, 1, 16);
    }

    private static async Task<string> IssueAsync(AccessTokens tokens) => await tokens.IssueAsync("alice", 1, null, Ct);

    private static async Task<TokenState> StateAsync(AccessTokens tokens, string token) => (await tokens.ReadAsync(token.AsMemory(), Ct)).State;
}
