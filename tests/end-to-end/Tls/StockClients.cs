using System.Globalization;
using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Tls;

/// <summary>One connection of a client in another language: log in, write, read, over TLS if an authority is given.</summary>
internal static class StockClients
{
    /// <summary>What grpc-js says: <c>served</c>, or <c>refused</c> and the code.</summary>
    public static async Task<string> NodeAsync(HostProcess host, string? authority, KeyPair? own, string name = "localhost")
    {
        await NodeClientTests.Packages.Value;
        return await RunAsync("node", NodeClientTests.Folder, ["connect.mjs"], host, authority, own, name);
    }

    /// <summary>What grpcio says: <c>served</c>, or <c>refused</c> and the code.</summary>
    public static async Task<string> PythonAsync(HostProcess host, string? authority, KeyPair? own, string name = "localhost")
    {
        await PythonClientTests.SkipWithoutPackagesAsync();
        return await RunAsync(PythonClientTests.Python, PythonClientTests.Folder, ["-B", "connect.py"], host, authority, own, name);
    }

    private static async Task<string> RunAsync(string program, string folder, string[] script, HostProcess host, string? authority, KeyPair? own, string name)
    {
        string address = string.Create(CultureInfo.InvariantCulture, $"{name}:{host.Port}");
        string[] trusted = authority is null ? [] : ["--roots", authority];
        string[] shown = own is null ? [] : ["--certificate", own.Certificate, "--key", own.Key];
        (int exitCode, string output) = await ExternalProgram.RunAsync(folder, program, [.. script, address, .. trusted, .. shown]);
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\nthe host:\n{host.Output}");
        // grpc may print lines of its own, before or after.
        string[] answers = [.. output.Split('\n').Select(line => line.TrimEnd()).Where(line => line == "served" || line.StartsWith("refused ", StringComparison.Ordinal))];
        Assert.True(answers.Length == 1, output);
        return answers[0];
    }
}
