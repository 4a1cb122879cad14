using System.Text;

namespace ImmuFunctions.Ledger.Tests;

/// <summary>Everything a snapshot answers, as text: two ledgers with the same content have the same picture.</summary>
internal static class Picture
{
    public static async Task<string> OfAsync(Snapshot snapshot)
    {
        var text = new StringBuilder();
        text.AppendLine($"{snapshot.Size} {snapshot.Root}");
        for (ulong i = 0; i < snapshot.Size; i++)
        {
            Entry entry = await snapshot.EntryAsync(i, Ct);
            text.AppendLine($"{entry.Kind} {Convert.ToHexString(entry.Key.Span)} {Convert.ToHexString(entry.Value.Span)} {entry.Leaf}");
        }

        await foreach (KeyRow row in snapshot.ScanAsync(default, null, reverse: false, Ct))
        {
            text.Append($"{row.Version.Kind} {Convert.ToHexString(row.Key.Span)} {row.Version.Index}:");
            await foreach (KeyVersion version in snapshot.VersionsAsync(row.Key, oldestFirst: false, null, Ct))
                text.Append($" {version.Index}");
            text.AppendLine();
        }

        return text.ToString();
    }

    /// <summary>The picture of a ledger opened afresh on a store.</summary>
    public static async Task<string> OfAsync(Storage.IBlobStore store, LedgerOptions? options = null)
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, options);
        return await OfAsync(await ledger.NowAsync());
    }
}
