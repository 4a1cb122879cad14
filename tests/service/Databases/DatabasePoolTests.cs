using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Tests.Serving;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Service.Tests.Databases;

/// <summary>Which databases are open when.</summary>
public sealed class DatabasePoolTests : IAsyncDisposable
{
    private readonly WatchedStore _store = new(new MemoryStore());
    private readonly ManualTime _time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task UseAsync_ManyAtOnce_OpenItOnce()
    {
        await using DatabaseCatalog catalog = await OpenAsync();
        _store.Take();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Before = _ => new(gate.Task);

        Task<DatabaseUse>[] uses = [.. Enumerable.Range(0, 50).Select(_ => catalog.UseAsync("a", Ct).AsTask())];
        gate.SetResult();
        DatabaseUse[] all = await Task.WhenAll(uses);

        Assert.Single(all.Select(u => u.Database).Distinct());
        Assert.Single(_store.Take(), o => o == "create a/log/00000000000000000000.seg");
    }

    [Fact]
    public async Task UseAsync_OpeningFailed_IsTriedAgainByTheNextCaller()
    {
        await using DatabaseCatalog catalog = await OpenAsync();
        _store.Before = _ => throw new LedgerException(LedgerErrorKind.Corrupt, "damaged (test)");

        LedgerException fault = await Assert.ThrowsAsync<LedgerException>(async () => await catalog.UseAsync("a", Ct));
        int left = catalog.OpenCount;
        _store.Before = null;
        using DatabaseUse use = await catalog.UseAsync("a", Ct);

        Assert.Equal((LedgerErrorKind.Corrupt, 0), (fault.Kind, left));
        Assert.Equal("a", use.Database.Name);
    }

    [Fact]
    public async Task UseAsync_CallerGivesUp_OthersGetIt()
    {
        await using DatabaseCatalog catalog = await OpenAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Before = _ => new(gate.Task);
        using var impatience = new CancellationTokenSource();
        Task<DatabaseUse> first = catalog.UseAsync("a", impatience.Token).AsTask(), second = catalog.UseAsync("a", Ct).AsTask();

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        using DatabaseUse use = await second;
        Assert.Equal("a", use.Database.Name);
    }

    [Fact]
    public async Task UseAsync_OneTooMany_TakesThePlaceOfTheOneNotUsedForLongest()
    {
        await using DatabaseCatalog catalog = await OpenAsync(mostOpen: 2);
        await TouchAsync(catalog, "a", "b", "a");

        await TouchAsync(catalog, "c");

        while (catalog.OpenCount > 2)
            await Task.Delay(1, Ct);
        Assert.Equal(["a", "c"], catalog.OpenNames.Order());
    }

    [Fact]
    public async Task UseAsync_AllInUse_MoreAreOpenUntilTheyAreLetGo()
    {
        await using DatabaseCatalog catalog = await OpenAsync(mostOpen: 2);
        var uses = new List<DatabaseUse>();
        for (int i = 0; i < 8; i++)
            uses.Add(await catalog.UseAsync($"n{i}", Ct));

        RpcException fault = await Assert.ThrowsAsync<RpcException>(async () => await catalog.UseAsync("n8", Ct));
        int most = catalog.OpenCount;
        uses.ForEach(u => u.Dispose());
        while (catalog.OpenCount > 2)
            await Task.Delay(1, Ct);
        using DatabaseUse again = await catalog.UseAsync("n8", Ct);

        Assert.Equal((StatusCode.ResourceExhausted, 8), (fault.Code, most));
        Assert.Equal("n8", again.Database.Name);
    }

    [Fact]
    public async Task UseAsync_WhileItIsClosed_OpensItWhenItIs()
    {
        await using DatabaseCatalog catalog = await OpenAsync();
        await TouchAsync(catalog, "a");
        using (DatabaseUse use = await catalog.UseAsync("a", Ct))
            await use.Database.Ledger.AppendAsync(Written.Draft("k", "v"), Ct);

        ValueTask<bool> closing = catalog.TryCloseAsync("a");
        using DatabaseUse again = await catalog.UseAsync("a", Ct);

        Assert.True(await closing);
        Assert.Equal("v", await Written.ValueAsync(again.Database.Ledger, 0));
    }

    [Fact]
    public async Task CloseIdleAsync_SomeUnused_ClosesTheseAlone()
    {
        await using DatabaseCatalog catalog = await OpenAsync();
        await TouchAsync(catalog, "old");
        using DatabaseUse used = await catalog.UseAsync("used", Ct);
        _time.Pass(TimeSpan.FromMinutes(9));
        await TouchAsync(catalog, "new");
        _time.Pass(TimeSpan.FromMinutes(1));

        int closed = await catalog.CloseIdleAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(1, closed);
        Assert.Equal(["new", "used"], catalog.OpenNames.Order());
    }

    [Fact]
    public async Task TryCloseAsync_InUse_IsNotDone()
    {
        await using DatabaseCatalog catalog = await OpenAsync();
        using DatabaseUse use = await catalog.UseAsync("a", Ct);

        Assert.False(await catalog.TryCloseAsync("a"));
        Assert.False(await catalog.TryCloseAsync("b"));
        await use.Database.Ledger.AppendAsync(Written.Draft("k", "v"), Ct);
    }

    private async Task TouchAsync(DatabaseCatalog catalog, params string[] names)
    {
        foreach (string name in names)
        {
            (await catalog.UseAsync(name, Ct)).Dispose();
            _time.Pass(TimeSpan.FromSeconds(1));
        }
    }

    private Task<DatabaseCatalog> OpenAsync(int mostOpen = DatabaseCatalog.DefaultMostOpen) =>
        DatabaseCatalog.OpenAsync(_store, new LedgerOptions { Time = _time }, mostOpen, NullLoggerFactory.Instance, Ct);
}
