namespace ImmuFunctions.Bench.Hosting;

/// <summary>Finds the local host that was built together with this program.</summary>
internal static class BuiltHost
{
    /// <summary>Full path of the program's assembly.</summary>
    /// <exception cref="BenchmarkException">It is not there.</exception>
    public static string Find()
    {
        // Both are built to <project>/bin/<configuration>/<framework>.
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = framework.Parent!;
        var path = Path.Combine(
            configuration.Parent!.Parent!.Parent!.FullName,
            "local-host", "bin", configuration.Name, framework.Name, "ImmuFunctions.LocalHost.dll");
        return File.Exists(path) ? path : throw new BenchmarkException($"the local host is not built: there is no {path}");
    }
}
