using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ImmuFunctions.Core.Index;

/// <summary>Names of run blobs: <c>index/&lt;from, 20 digits&gt;-&lt;to, 20 digits&gt;.run</c>, relative to the ledger's prefix.</summary>
public static class RunName
{
    /// <summary>What the names of runs and of the manifest start with.</summary>
    public const string Folder = "index/";

    /// <summary>How the names of runs end.</summary>
    public const string Extension = ".run";

    private const int Digits = 20;

    /// <summary>The name of the run over entries [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public static string Format(ulong from, ulong to) =>
        string.Create(CultureInfo.InvariantCulture, $"{Folder}{from:D20}-{to:D20}{Extension}");

    /// <summary>Reads a name; only what <see cref="Format"/> writes is accepted.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out ulong from, out ulong to)
    {
        from = to = 0;
        return name is not null
            && name.Length == Folder.Length + Digits + 1 + Digits + Extension.Length
            && name.StartsWith(Folder, StringComparison.Ordinal)
            && name.EndsWith(Extension, StringComparison.Ordinal)
            && name[Folder.Length + Digits] == '-'
            && ulong.TryParse(name.AsSpan(Folder.Length, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out from)
            && ulong.TryParse(name.AsSpan(Folder.Length + Digits + 1, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out to)
            && from < to;
    }
}
