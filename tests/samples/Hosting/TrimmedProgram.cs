using System.Text.Json;
using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.Samples.Tests.Hosting;

/// <summary>A program of this repository, published for this machine with the runtime and without what it does not use.</summary>
internal static class TrimmedProgram
{
    /// <summary>Publishes it; a warning fails, as everywhere here, and so does one of the trimmer. Restores the runtime and the trimmer if they are not there yet.</summary>
    /// <param name="home">Takes what is built on the way, too: the folders of the sources stay as they are.</param>
    /// <param name="program">Folder and name of the assembly.</param>
    /// <returns>Path of the executable.</returns>
    public static async Task<string> PublishAsync(TemporaryFolder home, string program)
    {
        string folder = home.File("published");
        // No build server may outlive this: it would hold on to the output that is waited for. The compiler's analyzers have had their say in the build.
        await Sample.PassesAsync(ExternalProgram.RunAsync(
            RepositoryRoot.Path,
            "dotnet",
            [
                "publish", Path.GetDirectoryName(program)!, "--configuration", "Release", "--use-current-runtime", "--self-contained", "-p:PublishTrimmed=true", "-p:TrimmerSingleWarn=false",
                "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false", "--artifacts-path", home.File("artifacts"), "--output", folder, "--disable-build-servers",
            ]));

        string executable = Path.Combine(folder, Path.GetFileName(program));
        // Trimming turns it off: a sign that there was trimming.
        JsonElement config = JsonDocument.Parse(await File.ReadAllTextAsync(executable + ".runtimeconfig.json")).RootElement;
        Assert.False(config.GetProperty("runtimeOptions").GetProperty("configProperties").GetProperty("System.Text.Json.JsonSerializer.IsReflectionEnabledByDefault").GetBoolean());
        return executable;
    }
}
