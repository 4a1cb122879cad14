using System.IO.Enumeration;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>Lists a folder's files as blobs.</summary>
internal static class FolderListing
{
    /// <summary>The blobs whose names begin with <paramref name="prefix"/>, in ordinal order.</summary>
    /// <remarks>Only the directory that the prefix lies in is walked: a listing of the log must not visit every tile.</remarks>
    public static List<BlobInfo> Of(string root, string prefix)
    {
        int slash = prefix.LastIndexOf('/');
        string start = slash < 0 ? root : Path.Join(root, prefix[..slash]);
        if (!Directory.Exists(start))
            return [];

        var found = new FileSystemEnumerable<BlobInfo>(
            start,
            (ref FileSystemEntry entry) => new BlobInfo(NameOf(root, entry.ToFullPath()), entry.Length),
            new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory
                && !entry.FileName.EndsWith(TemporaryFile.Extension)
                && !entry.FileName.EndsWith(AcknowledgedMark.Extension)
                && !entry.FileName.StartsWith('.'),
        };
        List<BlobInfo> blobs = [.. found.Where(b => b.Name.StartsWith(prefix, StringComparison.Ordinal))];
        blobs.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return blobs;
    }

    /// <summary>The folders right under <paramref name="root"/>.</summary>
    public static List<string> FoldersOf(string root) =>
        [.. Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.'))];

    private static string NameOf(string root, string path) => path[(root.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/');
}
