using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.Samples.Tests.Hosting;

/// <summary>Runs a sample as its reader would, in a folder of the test.</summary>
internal static class Sample
{
    /// <summary>Runs a built program; exit code and output.</summary>
    /// <param name="home">Where it is started, and keeps what it remembers.</param>
    /// <param name="program">Folder and name of the assembly.</param>
    /// <param name="arguments">For it; <c>NAME=value</c> before the first other one goes into its environment.</param>
    public static Task<(int ExitCode, string Output)> RunAsync(TemporaryFolder home, string program, params string[] arguments)
    {
        string[] environment = [.. arguments.TakeWhile(argument => argument.StartsWith("IMMUDB_", StringComparison.Ordinal))];
        return ExternalProgram.RunAsync(
            home.Path, "env", [$"XDG_DATA_HOME={home.Path}", .. environment, "dotnet", RunningProgram.Assembly(program), .. arguments[environment.Length..]]);
    }

    /// <summary>Runs it and fails unless it ends with 0; the output.</summary>
    public static async Task<string> PassesAsync(Task<(int ExitCode, string Output)> run)
    {
        var (exitCode, output) = await run;
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}");
        return output;
    }
}
