using System.Text;

namespace ImmuFunctions.Cli.Shell;

/// <summary>Earlier lines, kept in a file that only its owner may read.</summary>
internal sealed class ShellHistory
{
    /// <summary>The file's name, in the home folder.</summary>
    public const string FileName = ".immu_history";

    /// <summary>Lines that are kept.</summary>
    public const int MostLines = 1_000;

    private readonly string _path;
    private readonly List<string> _lines;

    /// <param name="path">The file; there need be none.</param>
    public ShellHistory(string path)
    {
        _path = path;
        try
        {
            _lines = [.. File.ReadAllLines(path).TakeLast(MostLines)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Comfort only: a shell without earlier lines is still one.
            _lines = [];
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Keeps a line, unless it is the last one again, begins with a space, or has an address with a password in it.</summary>
    public void Add(string line)
    {
        if (line.Trim().Length == 0 || line[0] == ' ' || (line.Contains("://", StringComparison.Ordinal) && line.Contains('@', StringComparison.Ordinal)) || _lines.LastOrDefault() == line)
            return;
        _lines.Add(line);
        if (_lines.Count > MostLines)
            _lines.RemoveAt(0);
        try
        {
            Write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }

    private void Write()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(_path, new UTF8Encoding(false), options) { NewLine = "\n" };
        foreach (string line in _lines)
            file.WriteLine(line);
    }
}
