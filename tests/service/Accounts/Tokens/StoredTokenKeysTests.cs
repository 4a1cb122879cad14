using System.Text;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Accounts.Tokens;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts.Tokens;

public sealed class StoredTokenKeysTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly MemoryStore _store = new(exclusive: false);
    private readonly TokenHost _one;
    private readonly TokenHost _two;

    public StoredTokenKeysTests() => (_one, _two) = (new TokenHost(_store, _time), new TokenHost(_store, _time));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }

    [Fact]
    public async Task Issue_FirstEver_MakesAKeyThatBothHostsUse()
    {
        string first = await _one.IssueAsync();
        string second = await _two.IssueAsync();

        Assert.Equal(TokenHost.KeyIdOf(first), TokenHost.KeyIdOf(second));
        Assert.Equal((1, 0), (_one.Store.Puts, _two.Store.Puts));
        Assert.Equal(TokenState.Live, await _two.StateAsync(first));
        Assert.Equal(TokenState.Live, await _one.StateAsync(second));
    }

    [Fact]
    public async Task Issue_OtherHostFirstAtThatMoment_TakesItsKey()
    {
        string? others = null;
        _one.Store.BeforePut = async () => others ??= await _two.IssueAsync();

        string mine = await _one.IssueAsync();

        Assert.Equal(TokenHost.KeyIdOf(others!), TokenHost.KeyIdOf(mine));
        Assert.Single(await KeysAsync());
    }

    [Fact]
    public async Task Issue_AnswerOfThePutLost_NextTryFindsTheKey()
    {
        _one.Store.LosesAnswers = true;
        await Assert.ThrowsAsync<LedgerException>(() => _one.IssueAsync());
        TokenKey kept = Assert.Single(await KeysAsync());

        Assert.Equal(kept.Id, TokenHost.KeyIdOf(await _one.IssueAsync()));
        Assert.Equal(1, _one.Store.Puts);
    }

    [Fact]
    public async Task Issue_ManyAtOnceOnManyHosts_AgreeOnOneKey()
    {
        TokenHost[] hosts = [.. Enumerable.Range(0, 8).Select(_ => new TokenHost(_store, _time))];

        string[] tokens = await Task.WhenAll(hosts.SelectMany(host => Enumerable.Range(0, 8).Select(_ => Task.Run(() => host.IssueAsync(), Ct))));

        Assert.Single(tokens.Select(TokenHost.KeyIdOf).Distinct());
        Assert.Single(await KeysAsync());
        Assert.All(hosts, host => host.Dispose());
    }

    [Fact]
    public async Task Issue_KeyADayOld_MakesAnotherThatIsUsedOnceAnnounced()
    {
        string old = TokenHost.KeyIdOf(await _one.IssueAsync());
        _time.Pass(TokenKeySet.RotateAfter - Second);
        Assert.Equal(old, TokenHost.KeyIdOf(await _one.IssueAsync()));
        Assert.Single(await KeysAsync());

        _time.Pass(Second);
        Assert.Equal(old, TokenHost.KeyIdOf(await _one.IssueAsync()));
        Assert.Equal(2, (await KeysAsync()).Length);

        _time.Pass(TokenKeySet.Announcement);
        string next = TokenHost.KeyIdOf(await _one.IssueAsync());
        Assert.NotEqual(old, next);
        Assert.Equal(next, TokenHost.KeyIdOf(await _two.IssueAsync()));
    }

    [Fact]
    public async Task Issue_BothHostsRotateAtOnce_OneKeyComesToIt()
    {
        await _one.IssueAsync();
        await _two.IssueAsync();
        _time.Pass(TokenKeySet.RotateAfter);
        bool raced = false;
        _one.Store.BeforePut = async () =>
        {
            if (!raced)
                await _two.IssueAsync();
            raced = true;
        };

        await _one.IssueAsync();

        Assert.True(raced);
        Assert.Equal(2, (await KeysAsync()).Length);
    }

    [Fact]
    public async Task Read_IssuedJustBeforeARotation_StaysGoodAndThenExpires()
    {
        await _one.IssueAsync();
        _time.Pass(TokenKeySet.RotateAfter - Second);
        string token = await _one.IssueAsync();
        _time.Pass(Second);
        await _two.IssueAsync();
        _time.Pass(TokenKeySet.Announcement + Second);
        await _two.IssueAsync();

        Assert.Equal(TokenState.Live, await _one.StateAsync(token));
        Assert.Equal(TokenState.Live, await _two.StateAsync(token));
        _time.Pass(AccessTokens.Lifetime);
        Assert.Equal(TokenState.Expired, await _two.StateAsync(token));
    }

    [Fact]
    public async Task Read_ExpiredForADay_IsStillToldFromUnknown()
    {
        await _one.IssueAsync();
        _time.Pass(TokenKeySet.RotateAfter - Second);
        string token = await _one.IssueAsync();
        _time.Pass(Second);
        await _one.IssueAsync();

        _time.Pass(TokenKeySet.RotateAfter);
        await _one.IssueAsync();
        Assert.Equal(TokenState.Expired, await _two.StateAsync(token));
    }

    [Fact]
    public async Task Issue_KeysThatNobodyAsksAboutAnyMore_AreDropped()
    {
        var seen = new HashSet<string>();
        for (int day = 0; day < 30; day++)
        {
            seen.Add(TokenHost.KeyIdOf(await _one.IssueAsync()));
            _time.Pass(TokenKeySet.RotateAfter + TokenKeySet.Announcement);
        }

        TokenKey[] keys = await KeysAsync();
        Assert.InRange(seen.Count, 28, 30);
        Assert.InRange(keys.Length, 2, 4);
        Assert.Contains(keys, key => _time.GetUtcNow() - key.CreatedAt >= TimeSpan.FromDays(2));
    }

    [Fact]
    public async Task Issue_UnusedForAMonth_KeepsTheLastKeyForItsTokens()
    {
        string first = TokenHost.KeyIdOf(await _one.IssueAsync());
        _time.Pass(TimeSpan.FromDays(30));

        string token = await _one.IssueAsync();

        Assert.Equal(first, TokenHost.KeyIdOf(token));
        Assert.Equal(2, (await KeysAsync()).Length);
        Assert.Equal(TokenState.Live, await _two.StateAsync(token));
    }

    [Fact]
    public async Task Read_UnknownKeyIdsHammering_ReadTheBlobOnceASecond()
    {
        string token = await _one.IssueAsync();
        _time.Pass(TimeSpan.FromSeconds(5));
        int before = _one.Store.Reads;

        for (int second = 0; second < 10; second++)
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(async () => Assert.Equal(TokenState.Unknown, await _one.StateAsync(token.Replace(TokenHost.KeyIdOf(token), $"{i:x16}"))), Ct)));
            _time.Pass(Second);
        }

        Assert.Equal(10, _one.Store.Reads - before);
        Assert.Equal(0, _two.Store.Reads);
    }

    [Fact]
    public async Task Read_KeyMadeByAnotherHostSince_IsFoundByReadingAgain()
    {
        await _one.StateAsync("v1.0.0.0");
        _time.Pass(Second);

        Assert.Equal(TokenState.Live, await _one.StateAsync(await _two.IssueAsync()));
    }

    [Fact]
    public async Task Read_KnownKeyForAnHour_ReadsTheBlobOnceAMinute()
    {
        string token = await _one.IssueAsync();
        int before = _one.Store.Reads;

        for (int i = 0; i < 59 * 60; i++)
        {
            _time.Pass(Second);
            Assert.Equal(TokenState.Live, await _one.StateAsync(token));
        }

        Assert.Equal(59, _one.Store.Reads - before);
    }

    [Fact]
    public async Task Read_BlobDeleted_EndsAllTokensWithinAMinute()
    {
        string token = await _one.IssueAsync();
        Assert.Equal(TokenState.Live, await _two.StateAsync(token));

        await _store.DeleteAsync(StoredTokenKeys.BlobName, Ct);
        _time.Pass(StoredTokenKeys.LookAgain);

        Assert.Equal(TokenState.Unknown, await _one.StateAsync(token));
        Assert.Equal(TokenState.Unknown, await _two.StateAsync(token));
        _time.Pass(Second);
        Assert.Equal(TokenState.Live, await _two.StateAsync(await _one.IssueAsync()));
    }

    [Fact]
    public async Task Read_StoreDown_GoesOnWithKnownKeysAndFailsForUnknownOnes()
    {
        string token = await _one.IssueAsync();
        _time.Pass(TimeSpan.FromMinutes(2));
        string others = await _two.IssueAsync();
        _one.Store.IsDown = true;
        _two.Store.IsDown = true;
        using var third = new TokenHost(_store, _time);
        third.Store.IsDown = true;

        Assert.Equal(TokenState.Live, await _one.StateAsync(token));
        Assert.Equal(TokenState.Live, await _one.StateAsync(others));
        for (int i = 0; i < 2; i++)
            Assert.Equal(LedgerErrorKind.Unavailable, (await Assert.ThrowsAsync<LedgerException>(() => third.StateAsync(token))).Kind);
        Assert.Equal(TokenState.Unknown, await third.StateAsync("no token"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"version\":2,\"keys\":[]}")]
    [InlineData("{\"version\":1,\"keys\":[{\"id\":\"a\",\"secret\":\"AAAA\",\"createdAt\":0}]}")]
    public async Task Issue_BlobDamaged_IsCorruptAndSaysWhatToDo(string content)
    {
        await _store.PutAsync(StoredTokenKeys.BlobName, Encoding.UTF8.GetBytes(content), PutCondition.IfAbsent, PutDurability.Durable, Ct);

        LedgerException issuing = await Assert.ThrowsAsync<LedgerException>(() => _one.IssueAsync());
        LedgerException reading = await Assert.ThrowsAsync<LedgerException>(() => _two.StateAsync("v1.k.p.m"));

        Assert.Equal((LedgerErrorKind.Corrupt, LedgerErrorKind.Corrupt), (issuing.Kind, reading.Kind));
        Assert.Contains("token-keys.secret", issuing.Message, StringComparison.Ordinal);
        Assert.Contains("Delete it", issuing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_BlobDamagedMeanwhile_EndsAllTokensUntilItIsDeleted()
    {
        string token = await _one.IssueAsync();
        BlobContent blob = (await _store.GetAsync(StoredTokenKeys.BlobName, Ct))!;
        await _store.PutAsync(StoredTokenKeys.BlobName, blob.Bytes[..^1], PutCondition.IfMatch(blob.Version), PutDurability.Durable, Ct);
        _time.Pass(StoredTokenKeys.LookAgain);

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(LedgerErrorKind.Corrupt, (await Assert.ThrowsAsync<LedgerException>(() => _one.StateAsync(token))).Kind);
            Assert.Equal(LedgerErrorKind.Corrupt, (await Assert.ThrowsAsync<LedgerException>(() => _one.IssueAsync())).Kind);
        }

        await _store.DeleteAsync(StoredTokenKeys.BlobName, Ct);
        Assert.Equal(TokenState.Live, await _one.StateAsync(await _one.IssueAsync()));
        Assert.Equal(TokenState.Unknown, await _one.StateAsync(token));
    }

    [Fact]
    public async Task Read_CallersGiveUpWhileKeysAreRead_TheyAreReadNevertheless()
    {
        string token = await _two.IssueAsync();
        var reached = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        _one.Store.BeforeRead = () =>
        {
            reached.TrySetResult();
            return go.Task;
        };
        using var patience = new CancellationTokenSource();

        Task<TokenKey?> first = _one.Keys.FindAsync(TokenHost.KeyIdOf(token).AsMemory(), patience.Token).AsTask();
        await reached.Task.WaitAsync(Ct);
        Task<TokenKey?> second = _one.Keys.FindAsync(TokenHost.KeyIdOf(token).AsMemory(), patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        go.SetResult();

        Assert.NotNull(await first);
        Assert.Equal(TokenState.Live, await _one.StateAsync(token));
        Assert.Equal(1, _one.Store.Reads);
    }

    [Fact]
    public async Task Keys_Blob_IsNoLedgersAndNoLogs()
    {
        await _one.IssueAsync();
        BlobName.Require(StoredTokenKeys.BlobName);

        Assert.DoesNotContain('/', StoredTokenKeys.BlobName);
        Assert.EndsWith(BlobName.SecretExtension, StoredTokenKeys.BlobName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_InAFolder_AreTheirOwnersAlone()
    {
        string folder = Directory.CreateTempSubdirectory("token-keys-").FullName;
        await using (FolderStore store = FolderStore.Open(folder))
        {
            using var host = new TokenHost(store, _time);
            await host.IssueAsync();
            _time.Pass(TokenKeySet.RotateAfter);
            await host.IssueAsync();
        }

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Join(folder, StoredTokenKeys.BlobName)));
        Directory.Delete(folder, recursive: true);
    }

    private async Task<TokenKey[]> KeysAsync() => TokenKeyFile.Parse((await _store.GetAsync(StoredTokenKeys.BlobName, Ct))!.Bytes.Span)!;
}
