using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.Samples.Tests.Hosting;

/// <summary>The packages of the Node sample.</summary>
internal static class NodePackages
{
    /// <summary>Fetches them unless they are there and as new as the lock file.</summary>
    public static async Task InstalledAsync()
    {
        string folder = RepositoryRoot.File("samples", "node");
        // npm writes the inner lock file last: it is as new as the installation.
        string installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        if (File.Exists(installed) && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
            return;
        await Sample.PassesAsync(ExternalProgram.RunAsync(folder, "npm", "ci"));
    }
}
