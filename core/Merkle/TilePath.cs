using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ImmuFunctions.Core.Merkle;

/// <summary>The names of tiles: <c>tile/0/x001/234</c>, or <c>tile/0/x001/234.p/8</c> for a partial tile of 8 hashes.</summary>
/// <remarks>
/// A tile index is written in groups of three digits, all but the last preceded by <c>x</c>, so that no folder
/// holds more than 1,000 names. Source: C2SP tlog-tiles, https://c2sp.org/tlog-tiles.
/// </remarks>
public static class TilePath
{
    private const string Prefix = "tile/";
    private const string PartialMark = ".p/";

    // 2^64 - 1 has seven groups; each takes "xNNN/" but the last "NNN".
    private const int MaxIndexLength = (7 * 5) - 2;

    /// <summary>The name of tile <paramref name="id"/>.</summary>
    /// <param name="id">The tile.</param>
    /// <param name="width">Number of hashes in it, 1 to 256. 256 is a full tile; fewer get the partial suffix.</param>
    /// <exception cref="ArgumentOutOfRangeException">No tree has that tile, or the width is not 1 to 256.</exception>
    public static string Format(TileId id, int width = Tile.Width)
    {
        if (!id.IsPossible)
            throw new ArgumentOutOfRangeException(nameof(id), id, "No tree of at most 2^63 leaves has this tile.");
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Tile.Width);

        Span<char> index = stackalloc char[MaxIndexLength];
        index = index[WriteIndex(id.Index, index)..];
        return width == Tile.Width
            ? string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id.Level}/{index}")
            : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id.Level}/{index}{PartialMark}{width}");
    }

    /// <summary>Reads a tile's name.</summary>
    /// <param name="path">Any text, also hostile.</param>
    /// <param name="id">The tile named.</param>
    /// <param name="width">Number of hashes named, 1 to 256.</param>
    /// <returns>True only for exactly what <see cref="Format"/> writes: a tile has one name.</returns>
    public static bool TryParse([NotNullWhen(true)] string? path, out TileId id, out int width)
    {
        id = default;
        width = 0;
        // One digit is enough for the level: MaxLevel is 7.
        if (path is null || path.Length <= Prefix.Length + 1 || !path.StartsWith(Prefix, StringComparison.Ordinal)
            || !char.IsAsciiDigit(path[Prefix.Length]) || path[Prefix.Length + 1] != '/')
            return false;

        var rest = path.AsSpan(Prefix.Length + 2);
        var hashes = Tile.Width;
        var mark = rest.IndexOf(PartialMark);
        if (mark >= 0)
        {
            if (!TryParseWidth(rest[(mark + PartialMark.Length)..], out hashes))
                return false;
            rest = rest[..mark];
        }

        if (!TryParseIndex(rest, out var index))
            return false;
        var parsed = new TileId(path[Prefix.Length] - '0', index);
        if (!parsed.IsPossible)
            return false;
        id = parsed;
        width = hashes;
        return true;
    }

    /// <summary>The index part of a tile-like name: 1234067 is <c>x001/x234/067</c>.</summary>
    public static string FormatIndex(ulong index)
    {
        Span<char> text = stackalloc char[MaxIndexLength];
        return text[WriteIndex(index, text)..].ToString();
    }

    /// <summary>Reads the index part of a tile-like name.</summary>
    /// <returns>True only for exactly what <see cref="FormatIndex"/> writes.</returns>
    public static bool TryParseIndex(ReadOnlySpan<char> text, out ulong index)
    {
        index = 0;
        ulong sum = 0;
        while (text is ['x', _, _, _, '/', ..])
        {
            // A leading group of zeros would be a second name for the same index.
            if (!TryAddGroup(text.Slice(1, 3), ref sum) || sum == 0)
                return false;
            text = text[5..];
        }

        if (text.Length != 3 || !TryAddGroup(text, ref sum))
            return false;
        index = sum;
        return true;
    }

    /// <summary>Writes right-aligned; returns where the text starts.</summary>
    private static int WriteIndex(ulong index, Span<char> destination)
    {
        var start = WriteGroup(index % 1000, destination, destination.Length);
        for (index /= 1000; index > 0; index /= 1000)
        {
            destination[--start] = '/';
            start = WriteGroup(index % 1000, destination, start);
            destination[--start] = 'x';
        }

        return start;
    }

    private static int WriteGroup(ulong group, Span<char> destination, int end)
    {
        destination[end - 1] = (char)('0' + (group % 10));
        destination[end - 2] = (char)('0' + (group / 10 % 10));
        destination[end - 3] = (char)('0' + (group / 100));
        return end - 3;
    }

    private static bool TryAddGroup(ReadOnlySpan<char> digits, ref ulong sum)
    {
        uint group = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            group = (group * 10) + (uint)(digit - '0');
        }

        if (sum > (ulong.MaxValue - group) / 1000)
            return false;
        sum = (sum * 1000) + group;
        return true;
    }

    private static bool TryParseWidth(ReadOnlySpan<char> text, out int width)
    {
        width = 0;
        if (text.Length is 0 or > 3 || text[0] == '0')
            return false;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            width = (width * 10) + (digit - '0');
        }

        return width < Tile.Width;
    }
}
