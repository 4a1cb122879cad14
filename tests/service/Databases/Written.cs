using System.Text;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using Xunit;

namespace ImmuFunctions.Service.Tests.Databases;

/// <summary>Entries written as text.</summary>
internal static class Written
{
    public static EntryDraft[] Draft(string key, string value) => [new(EntryKind.Plain, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value))];

    public static async Task<string> ValueAsync(LedgerEngine ledger, ulong index)
    {
        Snapshot now = await ledger.SnapshotAsync(TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString((await now.EntryAsync(index, TestContext.Current.CancellationToken)).Value.Span);
    }
}
