using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Tests.Requests;

/// <summary>Writes under an id, in few words.</summary>
internal static class Named
{
    public static RequestId Id(int number) => new(new UInt128(0x5eed, (ulong)number));

    public static async Task<Commit> SetAsync(this LedgerEngine ledger, RequestId? id, params string[] keys) =>
        await ledger.AppendAsync(keys.Select(key => TestLedger.Draft(key)).ToArray(), id, Ct);

    /// <summary>Where a commit is, without its snapshot.</summary>
    public static (ulong FirstIndex, int Count, bool IsReplay) Place(this Commit commit) => (commit.FirstIndex, commit.Count, commit.IsReplay);

    public static async Task<string[]> KeysAsync(this LedgerEngine ledger)
    {
        Snapshot now = await ledger.NowAsync();
        var keys = new string[now.Size];
        for (ulong i = 0; i < now.Size; i++)
            keys[i] = System.Text.Encoding.UTF8.GetString((await now.EntryAsync(i, Ct)).Key.Span);
        return keys;
    }
}
