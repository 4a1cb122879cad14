using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Functions.Tlog;

/// <summary>What a path asks for.</summary>
/// <param name="Database">By its name; whether there is one is not said.</param>
/// <param name="Kind">What is read.</param>
/// <param name="Tile">For tiles and entries (of level 0 then): which.</param>
/// <param name="Width">For tiles and entries: how many hashes or entries, 1 to 256.</param>
/// <param name="Index">For receipts: the entry; null if the query says which.</param>
/// <remarks>Source: C2SP tlog-tiles, "APIs"; receipts are ours.</remarks>
internal sealed record TlogPath(string Database, TlogKind Kind, TileId Tile = default, int Width = 0, ulong? Index = null)
{
    /// <summary>What every path begins with.</summary>
    public const string Prefix = "/tlog/";

    private const string Receipts = "receipts";
    private const string ReceiptEnd = ".tlog-proof";
    private const string EntriesStart = "tile/entries/";

    /// <summary>Reads a path.</summary>
    /// <param name="path">As sent, from the slash on, without query; any text, also hostile.</param>
    /// <param name="parsed">What it asks for.</param>
    /// <returns>True only for the one way to write it: no second slash, no leading zero; percent-encoding in the name of the database only, and there as <see cref="Uri.EscapeDataString(string)"/> does it.</returns>
    public static bool TryParse(ReadOnlySpan<char> path, [NotNullWhen(true)] out TlogPath? parsed)
    {
        parsed = null;
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        path = path[Prefix.Length..];
        int end = path.IndexOf('/');
        if (end < 1)
            return false;
        string database = Uri.UnescapeDataString(path[..end].ToString());
        if (!path[..end].SequenceEqual(Uri.EscapeDataString(database)))
            return false;
        parsed = Parse(database, path[(end + 1)..]);
        return parsed is not null;
    }

    private static TlogPath? Parse(string database, ReadOnlySpan<char> rest)
    {
        if (rest is "checkpoint")
            return new TlogPath(database, TlogKind.Checkpoint);
        if (rest is Receipts)
            return new TlogPath(database, TlogKind.Receipt);
        if (rest.StartsWith(Receipts + "/", StringComparison.Ordinal))
        {
            ReadOnlySpan<char> number = rest[(Receipts.Length + 1)..];
            return number.EndsWith(ReceiptEnd, StringComparison.Ordinal) && ParseIndex(number[..^ReceiptEnd.Length]) is { } index
                ? new TlogPath(database, TlogKind.Receipt, Index: index)
                : null;
        }

        // A bundle is named as the level-0 tile is whose entries it has.
        bool isEntries = rest.StartsWith(EntriesStart, StringComparison.Ordinal);
        string name = isEntries ? $"tile/0/{rest[EntriesStart.Length..]}" : rest.ToString();
        return TilePath.TryParse(name, out TileId tile, out int width)
            ? new TlogPath(database, isEntries ? TlogKind.Entries : TlogKind.Tile, tile, width)
            : null;
    }

    private static ulong? ParseIndex(ReadOnlySpan<char> digits)
    {
        if (digits.Length > 1 && digits[0] == '0')
            return null;
        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong index) && index < TreeSize.Max ? index : null;
    }
}
