namespace ImmuFunctions.Bench.Hosting;

/// <summary>A new folder that is deleted with everything in it when the process ends.</summary>
/// <remarks>Not before: on ext4 without a journal, making files is slow for minutes where many were just deleted, and the
/// next benchmark would measure that.</remarks>
internal sealed class WorkFolder
{
    private WorkFolder(string path)
    {
        Path = path;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(path, recursive: true);
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Makes a folder inside <paramref name="parent"/>, which is made if it is not there.</summary>
    public static WorkFolder Create(string parent)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetFullPath(parent), $"immufunctions-bench-{Guid.NewGuid():N}");
        return new WorkFolder(Directory.CreateDirectory(path).FullName);
    }

    /// <summary>A path inside.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);
}
