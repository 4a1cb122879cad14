using ImmuFunctions.Core.Index;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Costs;

/// <summary>Operations by what they concern.</summary>
internal static class OperationList
{
    /// <summary>How many operations begin like this, as in "put tile/".</summary>
    public static int Of(this string[] operations, string beginning) =>
        operations.Count(o => o.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>Reads of runs.</summary>
    public static int RunReads(this string[] operations) => operations.Of($"read {RunName.Folder}");

    /// <summary>Fails unless all operations are reads of a run, of the log or of hash tiles, each at most so many.</summary>
    public static void AssertAtMost(this string[] operations, int runReads, int logReads, int tileReads)
    {
        string all = string.Join(", ", operations);
        int runs = operations.RunReads(), log = operations.Of("read log/"), tiles = operations.Of("read tile/");
        Assert.True(runs <= runReads && log <= logReads && tiles <= tileReads && runs + log + tiles == operations.Length, all);
    }
}
