using System.Diagnostics;
using System.Text.RegularExpressions;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.Samples.Tests.Hosting;

/// <summary>A built program of this repository that serves at a port of its own choice until the test ends.</summary>
internal sealed partial class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ProcessOutput _output;

    private RunningProgram(Process process)
    {
        _process = process;
        _output = new ProcessOutput(process);
    }

    /// <summary>Host and port, from what it said when it was ready.</summary>
    public string Authority { get; private set; } = "";

    /// <summary>Everything printed so far.</summary>
    public string Output => _output.ToString();

    /// <summary>Starts the local host on an empty store in memory.</summary>
    public static Task<RunningProgram> LocalHostAsync(TemporaryFolder home, params string[] flags) =>
        StartAsync(home, "local-host/ImmuFunctions.LocalHost", LocalHostReady(), ["--store", "memory", "--port", "0", .. flags]);

    /// <summary>Starts the functions on an empty store in memory.</summary>
    public static Task<RunningProgram> FunctionsAsync(TemporaryFolder home, params string[] flags) =>
        StartAsync(home, "functions/ImmuFunctions.Functions", FunctionsReady(), ["--store", "memory", "--port", "0", .. flags]);

    /// <summary>Starts an ASP.NET Core app at a free port.</summary>
    /// <param name="home">Where it keeps what it remembers.</param>
    /// <param name="program">Folder and name of the assembly.</param>
    /// <param name="flags">For it.</param>
    public static Task<RunningProgram> WebAppAsync(TemporaryFolder home, string program, params string[] flags) =>
        StartAsync(home, program, WebAppReady(), ["--urls", "http://127.0.0.1:0", .. flags]);

    /// <summary>Path of the assembly of a program, built as these tests are.</summary>
    /// <param name="program">Folder and name.</param>
    public static string Assembly(string program)
    {
        // bin/<configuration>/<framework>/
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        string path = RepositoryRoot.File(Path.GetDirectoryName(program)!, "bin", built.Parent!.Name, built.Name, Path.GetFileName(program) + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("Build it first.", path);
    }

    /// <summary>Ends it as a crash would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static async Task<RunningProgram> StartAsync(TemporaryFolder home, string program, Regex ready, string[] flags)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly(program), .. flags])
        {
            WorkingDirectory = home.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_DATA_HOME"] = home.Path;
        var running = new RunningProgram(Process.Start(start)!);
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(20)))
        {
            if (ready.Match(running.Output) is { Success: true } match)
            {
                running.Authority = match.Groups["authority"].Value;
                return running;
            }

            if (running._process.HasExited || waited.Elapsed > Patience)
            {
                string output = running.Output;
                await running.DisposeAsync();
                throw new InvalidOperationException($"{program} does not get ready:\n{output}");
            }
        }
    }

    [GeneratedRegex("immudb 0.8 client to (?<authority>[0-9.]+:[0-9]+)")]
    private static partial Regex LocalHostReady();

    [GeneratedRegex("Listening at http://(?<authority>[0-9.]+:[0-9]+)")]
    private static partial Regex FunctionsReady();

    [GeneratedRegex("Now listening on: http://(?<authority>[0-9.]+:[0-9]+)")]
    private static partial Regex WebAppReady();
}
