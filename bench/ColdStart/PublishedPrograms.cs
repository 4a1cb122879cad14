using System.Diagnostics;
using System.IO.Compression;
using ImmuFunctions.Bench.Hosting;

namespace ImmuFunctions.Bench.ColdStart;

/// <summary>The function app and a bare server, published alike: for this machine, with the runtime, as machine code.</summary>
/// <param name="App">Folder of the function app, as it lies unpacked in Azure.</param>
/// <param name="Bare">Folder of the bare server.</param>
internal sealed record PublishedPrograms(string App, string Bare)
{
    /// <summary>Builds both; takes a minute.</summary>
    /// <exception cref="BenchmarkException">The sources or a tool are missing, or they do not build.</exception>
    public static async Task<PublishedPrograms> CreateAsync(WorkFolder work, CancellationToken cancellationToken)
    {
        string root = RepositoryRoot();
        string zip = work.File("app.zip");
        await RunAsync(root, "bash", ["infra/publish.sh", zip], cancellationToken);
        await ZipFile.ExtractToDirectoryAsync(zip, work.File("app"), cancellationToken);
        await RunAsync(
            root,
            "dotnet",
            ["publish", "bench/bare-host", "--configuration", "Release", "--runtime", "linux-x64", "--self-contained", "--artifacts-path", "artifacts/publish", "--output", work.File("bare"), "--verbosity", "quiet"],
            cancellationToken);
        return new PublishedPrograms(work.File("app"), work.File("bare"));
    }

    private static async Task RunAsync(string folder, string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        using Process process = Process.Start(start)!;
        var output = new HostOutput(process);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        if (process.ExitCode != 0)
            throw new BenchmarkException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}:\n{output}");
    }

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ImmuFunctions.sln")))
                return folder.FullName;
        }

        throw new BenchmarkException($"the sources are not above {AppContext.BaseDirectory}");
    }
}
