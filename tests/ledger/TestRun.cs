using Xunit;

namespace ImmuFunctions.Ledger.Tests;

/// <summary>What every test passes on to what it calls.</summary>
internal static class TestRun
{
    /// <summary>Cancelled when the test run is stopped.</summary>
    public static CancellationToken Ct => TestContext.Current.CancellationToken;
}
