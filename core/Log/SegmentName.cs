using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ImmuFunctions.Core.Log;

/// <summary>Names of segment blobs: <c>log/&lt;first index, 20 digits&gt;.seg</c>, relative to the ledger's prefix.</summary>
/// <remarks>Twenty digits hold every u64, so names sort as their indexes do.</remarks>
public static class SegmentName
{
    /// <summary>What every segment's name starts with, for listing.</summary>
    public const string Folder = "log/";

    private const string Extension = ".seg";
    private const int Digits = 20;

    /// <summary>The name of the segment whose first entry is <paramref name="firstIndex"/>.</summary>
    public static string Format(ulong firstIndex) =>
        string.Create(CultureInfo.InvariantCulture, $"{Folder}{firstIndex:D20}{Extension}");

    /// <summary>Reads a name; only what <see cref="Format"/> writes is accepted.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out ulong firstIndex)
    {
        firstIndex = 0;
        return name is not null
            && name.Length == Folder.Length + Digits + Extension.Length
            && name.StartsWith(Folder, StringComparison.Ordinal)
            && name.EndsWith(Extension, StringComparison.Ordinal)
            && ulong.TryParse(name.AsSpan(Folder.Length, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out firstIndex);
    }
}
