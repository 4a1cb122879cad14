using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Clients;

/// <summary>Runs a client program against a fresh host and holds it to its last line.</summary>
internal static class ClientRun
{
    /// <param name="folder">Folder of the program.</param>
    /// <param name="program">Interpreter.</param>
    /// <param name="script">Arguments before the address.</param>
    /// <param name="signsRoots">Whether the host signs its roots.</param>
    public static async Task PassesAsync(string folder, string program, string[] script, bool signsRoots)
    {
        using var data = new TemporaryFolder();
        using var keys = new TemporaryFolder();
        string[] hostFlags = ["--value-index", .. signsRoots ? ["--signingKey", SigningKeyFile.Write(keys)] : (string[])[]];
        await using var host = await HostProcess.StartAsync(data.Path, hostFlags);

        string[] flags = signsRoots ? ["--signed"] : [];
        var (exitCode, output) = await ExternalProgram.RunAsync(
            folder, program, [.. script, $"127.0.0.1:{host.Port}", .. flags]);

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\nthe host:\n{host.Output}");
        Assert.Matches(@"(^|\n)[1-9]\d* checks passed\s*$", output);
    }
}
