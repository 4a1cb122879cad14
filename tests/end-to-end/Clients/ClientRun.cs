using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.EndToEnd.Tests.Tls;

namespace ImmuFunctions.EndToEnd.Tests.Clients;

/// <summary>Runs a client program against a fresh host and holds it to its last line.</summary>
internal static class ClientRun
{
    /// <param name="folder">Folder of the program.</param>
    /// <param name="program">Interpreter.</param>
    /// <param name="script">Arguments before the address.</param>
    /// <param name="signsRoots">Whether the host signs its roots.</param>
    /// <param name="mutualTls">Whether host and client show each other certificates.</param>
    public static async Task PassesAsync(string folder, string program, string[] script, bool signsRoots, bool mutualTls)
    {
        await using var certificates = new Certificates();
        if (mutualTls)
            await certificates.InitializeAsync();
        using var data = new TemporaryFolder();
        using var keys = new TemporaryFolder();
        string[] hostFlags = ["--value-index", .. signsRoots ? ["--signingKey", SigningKeyFile.Write(keys)] : (string[])[], .. mutualTls ? certificates.HostFlags : []];
        await using var host = await HostProcess.StartAsync(
            data.Path, mutualTls ? Credentials.Trust(certificates.Root.Certificate, certificates.Client) : null, hostFlags);

        string[] flags = [.. signsRoots ? ["--signed"] : (string[])[], .. mutualTls ? certificates.ClientFlags : []];
        var (exitCode, output) = await ExternalProgram.RunAsync(
            folder, program, [.. script, $"127.0.0.1:{host.Port}", .. flags]);

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\nthe host:\n{host.Output}");
        Assert.Matches(@"(^|\n)[1-9]\d* checks passed\s*$", output);
    }
}
