using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Tests.Serving;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts;

/// <summary>The accounts on two hosts of one store. The clock is theirs; the second's way to the store can be troubled.</summary>
internal sealed class TwoBooks : IAsyncDisposable
{
    private readonly LedgerEngine _one;
    private readonly LedgerEngine _two;

    private TwoBooks(LedgerEngine one, LedgerEngine two, AccountBook first, AccountBook second, ManualTime time, TroubledStore store) =>
        (_one, _two, First, Second, Time, Store) = (one, two, first, second, time, store);

    public AccountBook First { get; }

    public AccountBook Second { get; }

    public ManualTime Time { get; }

    /// <summary>The second host's way to the store.</summary>
    public TroubledStore Store { get; }

    public static async Task<TwoBooks> OpenAsync()
    {
        var store = new MemoryStore(exclusive: false);
        var troubled = new TroubledStore(store);
        var time = new ManualTime();
        LedgerEngine one = await EngineAsync(store), two = await EngineAsync(troubled);
        AccountBook first = await BookAsync(one, time);
        await first.RecordAsync(Changes.Superuser, Ct);
        return new TwoBooks(one, two, first, await BookAsync(two, time), time, troubled);
    }

    public static Task<LedgerEngine> EngineAsync(IBlobStore store) =>
        LedgerEngine.OpenAsync(store, new LedgerOptions { Prefix = "systemdb/" }, NullLoggerFactory.Instance, Ct);

    public static Task<AccountBook> BookAsync(LedgerEngine engine, TimeProvider time) => AccountBook.OpenAsync(engine, time, NullLogger.Instance, Ct);

    /// <summary>The size of what the second host decides by.</summary>
    public async Task<ulong> SecondSizeAsync() => (await Second.CurrentAsync(Ct)).Size;

    public async ValueTask DisposeAsync()
    {
        Store.LetGo(); // a test that has failed may have left a look waiting
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
