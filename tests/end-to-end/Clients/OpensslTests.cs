using System.Text.Json;
using System.Text.RegularExpressions;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Clients;

/// <summary>Signed values, checked with nothing but openssl and a shell.</summary>
public sealed partial class OpensslTests
{
    [Fact]
    public async Task Page_CommandsAsWritten_PrintVerifiedOk()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await ExternalProgram.RunAsync(folder.Path, "bash", "-c", await CommandsAsync());

        Assert.True(exitCode == 0, output);
        Assert.Equal("Verified OK", output.Trim());
    }

    [Fact]
    public async Task Page_CommandsWithAnotherPayload_PrintFailure()
    {
        using var folder = new TemporaryFolder();
        string commands = (await CommandsAsync()).Replace("payload=hello", "payload=hallo", StringComparison.Ordinal);

        var (exitCode, output) = await ExternalProgram.RunAsync(folder.Path, "bash", "-c", commands);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Verification failure", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Vectors_SpelledOutSignatures_AreVerified()
    {
        using var folder = new TemporaryFolder();
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.File("tests", "vectors", "client-signatures.json")));
        Dictionary<string, string> pems = vectors.RootElement.GetProperty("keys").EnumerateArray()
            .ToDictionary(key => key.GetProperty("public_key").GetString()!, key => key.GetProperty("public_key_pem").GetString()!);
        JsonElement[] spelled = [.. vectors.RootElement.GetProperty("values").EnumerateArray().Where(value => value.TryGetProperty("message", out _))];

        Assert.NotEmpty(spelled);
        foreach (JsonElement vector in spelled)
        {
            File.WriteAllText(folder.File("key.pem"), pems[vector.GetProperty("public_key").GetString()!]);
            File.WriteAllBytes(folder.File("message"), Convert.FromHexString(vector.GetProperty("message").GetString()!));
            File.WriteAllBytes(folder.File("signature"), Convert.FromHexString(vector.GetProperty("signature").GetString()!));

            var (_, output) = await ExternalProgram.RunAsync(
                folder.Path, "openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "message");

            Assert.Equal((vector.GetProperty("name").GetString(), "Verified OK"), (vector.GetProperty("name").GetString(), output.Trim()));
        }
    }

    private static async Task<string> CommandsAsync() =>
        Block().Match(await File.ReadAllTextAsync(RepositoryRoot.File("docs", "client-signatures.md"))).Groups["commands"].Value;

    [GeneratedRegex("```sh\n(?<commands>cat > alice.+?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
