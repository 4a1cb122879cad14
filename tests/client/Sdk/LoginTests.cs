using System.Security.Cryptography;
using ImmuFunctions.Client.Signatures;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>A ledger with accounts: logins, tokens that end, databases, users.</summary>
public sealed class LoginTests : IAsyncLifetime
{
    private const string Password = "Secret-1!";

    private readonly ManualTime _time = new();
    private readonly MemoryTrustedRoots _roots = new();
    private TestLedger _ledger = null!;
    private LyingLedger _rpcs = null!;

    private static CancellationToken Stop => ClientFixture.Stop;

    public async ValueTask InitializeAsync()
    {
        _ledger = await TestLedger.OpenAsync(password: Password, time: _time);
        _rpcs = new LyingLedger(_ledger.Rpcs);
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task Token_ThatHasEnded_IsRenewedOnceForAll()
    {
        await using LedgerClient client = await ConnectAsync("immu://immudb@h");
        await client.SetAsync("k", "v", Stop);
        string? before = client.Token;
        _time.Pass(TimeSpan.FromHours(3));
        _rpcs.Calls.Clear();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("k", Stop)));

        Assert.Equal((1, 1), (_rpcs.Calls.Count(rpc => rpc == "Login"), _rpcs.Calls.Count(rpc => rpc == "UseDatabase")));
        Assert.NotEqual(before, client.Token);
        _time.Pass(TimeSpan.FromHours(3));
        Assert.Single(await client.ScanAsync("", cancellationToken: Stop).ListAsync());
    }

    [Fact]
    public async Task Token_OfTheCallersOwn_IsUsedAndNotRenewed()
    {
        await using LedgerClient first = await ConnectAsync("immu://immudb@h");
        await using LedgerClient second = await ConnectAsync("immu://h", options => options.Token = first.Token);
        await second.SetAsync("k", "v", Stop);
        _time.Pass(TimeSpan.FromHours(3));

        var e = await Assert.ThrowsAsync<LedgerClientException>(() => second.GetAsync("k", Stop));
        Assert.Equal(StatusCode.PermissionDenied, e.Code);
    }

    [Fact]
    public async Task ConnectAsync_WithAWrongPassword_IsRefused()
    {
        var e = await Assert.ThrowsAsync<LedgerClientException>(() => ConnectAsync("immu://immudb:wrong@h", options => options.Password = null));

        Assert.Equal((StatusCode.PermissionDenied, "invalid user name or password"), (e.Code, e.Message));
    }

    [Fact]
    public async Task ConnectAsync_WithoutAUser_CanAskForHealthAlone()
    {
        await using LedgerClient client = await ConnectAsync("immu://h", options => options.Password = null);
        await client.CheckHealthAsync(Stop);

        var e = await Assert.ThrowsAsync<LedgerClientException>(() => client.GetAsync("k", Stop));
        Assert.Equal("please login first", e.Message);
    }

    [Fact]
    public async Task ForDatabaseAsync_OfAnother_SharesTheLoginAndNothingElse()
    {
        LedgerClient first = await ConnectAsync("immu://immudb@h");
        await first.Accounts.CreateDatabaseAsync("second", Stop);
        _rpcs.Calls.Clear();
        await using LedgerClient second = await first.ForDatabaseAsync("second", Stop);
        await first.SetAsync("k", "1", Stop);
        await first.DisposeAsync();
        await second.SetAsync("k", "2", Stop);

        Assert.DoesNotContain("Login", _rpcs.Calls);
        Assert.Equal(("second", 1UL), (second.Database, second.Root.Size));
        Assert.Equal("2", (await second.GetAsync("k", Stop))!.Value.ToString());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.ForDatabaseAsync("second", Stop));
        await Assert.ThrowsAsync<LedgerClientException>(() => second.ForDatabaseAsync("missing", Stop));
        _time.Pass(TimeSpan.FromHours(3));
        Assert.Equal("2", (await second.GetAsync("k", Stop))!.Value.ToString());
    }

    [Fact]
    public async Task Accounts_OfALedger_CanBeKept()
    {
        await using LedgerClient admin = await ConnectAsync("immu://immudb@h");
        await admin.Accounts.CreateDatabaseAsync("other", Stop);
        await admin.Accounts.CreateUserAsync("alice", "Alice-1!x", Permission.Read, "defaultdb", Stop);
        await admin.Accounts.GrantAsync("alice", Permission.ReadWrite, "other", Stop);

        User alice = (await admin.Accounts.UsersAsync(Stop)).Single(user => user.Name == "alice");
        Assert.Equal([new("defaultdb", Permission.Read), new("other", Permission.ReadWrite)], alice.Permissions.OrderBy(permission => permission.Database));
        Assert.Equal(("immudb", true), (alice.CreatedBy, alice.IsActive));
        Assert.Equal(["defaultdb", "other"], (await admin.Accounts.DatabasesAsync(Stop)).Order());

        await using (LedgerClient user = await ConnectAsync("immu://alice@h/other", options => options.Password = "Alice-1!x"))
            await user.SetAsync("k", "v", Stop);
        await admin.Accounts.RevokeAsync("alice", Permission.ReadWrite, "other", Stop);
        await admin.Accounts.ChangePasswordAsync("alice", "", "Alice-2!x", Stop);
        await admin.Accounts.SetActiveAsync("alice", false, Stop);
        await Assert.ThrowsAsync<LedgerClientException>(() => ConnectAsync("immu://alice@h", options => options.Password = "Alice-2!x"));
    }

    [Fact]
    public async Task ChangePasswordAsync_OfOnesOwn_GoesOnWithTheNewOne()
    {
        await using LedgerClient admin = await ConnectAsync("immu://immudb@h");
        await admin.Accounts.ChangePasswordAsync("immudb", Password, "Other-2!x", Stop);

        Assert.Equal(0UL, await admin.SetAsync("k", "v", Stop));
    }

    [Fact]
    public async Task LogoutAsync_EndsTheSession()
    {
        await using LedgerClient client = await ConnectAsync("immu://immudb@h");
        await client.Accounts.LogoutAsync(Stop);

        await Assert.ThrowsAsync<LedgerClientException>(() => client.GetAsync("k", Stop));
    }

    [Fact]
    public async Task Settings_OfADatabase_CanBeChanged()
    {
        await using LedgerClient client = await ConnectAsync("immu://immudb@h");
        using var signer = new ValueSigner(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        await client.Accounts.ConfigureAsync(new DatabaseSettings { RequireSignature = true, TrustedKeys = [signer.PublicPoint.ToArray()] }, Stop);
        await using LedgerClient signing = await ConnectAsync("immu://immudb@h", options => options.Signer = signer);

        Assert.True((await client.Accounts.SettingsAsync(Stop)).RequireSignature);
        await Assert.ThrowsAsync<LedgerClientException>(() => client.SetAsync("k", "v", Stop));
        await signing.SetAsync("k", "v", Stop);
        Assert.Equal("v", (await signing.GetAsync("k", Stop))!.Value.ToString());
    }

    private Task<LedgerClient> ConnectAsync(string address, Action<LedgerClientOptions>? configure = null)
    {
        var options = new LedgerClientOptions { Roots = _roots, Password = Password, Time = _time };
        configure?.Invoke(options);
        return LedgerClient.OverAsync(_rpcs, LedgerAddress.Parse(address), options, Stop);
    }
}
