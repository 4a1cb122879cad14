using System.Globalization;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>Names of the files that a put or an upload writes before it renames them: <c>&lt;blob&gt;.&lt;number&gt;.tmp</c>.</summary>
internal sealed class TemporaryFile
{
    /// <summary>No blob name ends in this.</summary>
    public const string Extension = ".tmp";

    private long _number;

    /// <summary>A path beside <paramref name="path"/> that nobody else uses.</summary>
    public string For(string path) => $"{path}.{Interlocked.Increment(ref _number)}{Extension}";

    /// <summary>Removes what an earlier process left behind; only files of this form, for a folder may hold files of its owner's.</summary>
    public static void RemoveAll(string root)
    {
        foreach (string file in Directory.EnumerateFiles(root, "*" + Extension, SearchOption.AllDirectories))
        {
            ReadOnlySpan<char> number = Path.GetExtension(Path.GetFileNameWithoutExtension(file.AsSpan()));
            if (long.TryParse(number.TrimStart('.'), NumberStyles.None, CultureInfo.InvariantCulture, out _))
                File.Delete(file);
        }
    }
}
