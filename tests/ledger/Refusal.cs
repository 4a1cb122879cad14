using Xunit;

namespace ImmuFunctions.Ledger.Tests;

/// <summary>Asserts that something fails with a <see cref="LedgerException"/> of one kind.</summary>
internal static class Refusal
{
    public static async Task<LedgerException> OfAsync(LedgerErrorKind kind, Func<Task> action)
    {
        LedgerException e = await Assert.ThrowsAsync<LedgerException>(action);
        Assert.Equal(kind, e.Kind);
        return e;
    }

    /// <summary>The ledger must not open: its log is damaged, and the message names the file.</summary>
    public static async Task<LedgerException> ToOpenAsync(Storage.IBlobStore store, string named)
    {
        LedgerException e = await OfAsync(LedgerErrorKind.Corrupt, async () => await (await TestLedger.OpenAsync(store)).DisposeAsync());
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        return e;
    }
}
