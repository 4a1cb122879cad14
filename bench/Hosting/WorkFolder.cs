namespace ImmuFunctions.Bench.Hosting;

/// <summary>A new folder that is deleted with everything in it.</summary>
internal sealed class WorkFolder : IDisposable
{
    private WorkFolder(string path) => Path = path;

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

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
