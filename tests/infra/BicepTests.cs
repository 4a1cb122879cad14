using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImmuFunctions.Functions.Options;

namespace ImmuFunctions.Infra.Tests;

/// <summary>What would only be noticed while deploying: there is no compiler of Bicep here.</summary>
public sealed partial class BicepTests
{
    // Versions that Azure knows, each read from its published types.
    private static readonly string[] KnownTypes =
    [
        "Microsoft.Authorization/roleAssignments@2022-04-01",
        "Microsoft.Authorization/roleDefinitions@2022-04-01",
        "Microsoft.Insights/actionGroups@2023-01-01",
        "Microsoft.Insights/components@2020-02-02",
        "Microsoft.Insights/scheduledQueryRules@2023-12-01",
        "Microsoft.KeyVault/vaults@2024-11-01",
        "Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31",
        "Microsoft.OperationalInsights/workspaces@2023-09-01",
        "Microsoft.Storage/storageAccounts@2024-01-01",
        "Microsoft.Web/serverfarms@2024-04-01",
        "Microsoft.Web/sites@2024-04-01",
    ];

    // Built-in roles, the same in every tenant: Blob Data Contributor, Blob Data Owner, Key Vault Crypto User, Key Vault Secrets User, Monitoring Metrics Publisher.
    private static readonly string[] KnownRoles =
    [
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        "12338af0-0e69-4776-bea7-57ae8d297424",
        "4633458b-17de-408a-b874-0445c86b69e6",
        "3913510d-42f4-4e42-8a64-420c390055eb",
    ];

    [Fact]
    public async Task Syntax_OfAllFiles_IsBicep()
    {
        (int exitCode, string output) = await CheckAsync([.. BicepFile.All.Select(file => file.Path)]);

        Assert.Equal((0, ""), (exitCode, output));
        Assert.NotEmpty(BicepFile.All);
    }

    [Fact]
    public async Task Syntax_OfABrokenFile_IsReportedWithLineAndColumn()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "param a string\nparam b string = [\n  'x\n]\n", TestContext.Current.CancellationToken);

        (int exitCode, string output) = await CheckAsync(file);

        File.Delete(file);
        Assert.Equal(1, exitCode);
        Assert.Matches($@"^{Regex.Escape(file)}:[234]:\d+: ", output);
    }

    [Fact]
    public void Resources_OfAllFiles_HaveVersionsThatExist() =>
        Assert.Equal(KnownTypes, BicepFile.All.SelectMany(file => file.Resources).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Roles_OfAllFiles_AreTheBuiltIn() =>
        Assert.All(BicepFile.All.SelectMany(file => Guids().Matches(file.Text)), id => Assert.Contains(id.Value, KnownRoles));

    [Fact]
    public void Modules_InMain_AreGivenWhatTheyAskFor() => Assert.All(BicepFile.Main.Modules, module =>
    {
        IReadOnlyDictionary<string, bool> asked = BicepFile.Named(module.File).Parameters;
        Assert.Equal(asked.Keys.Order(), module.Given.Order());
    });

    [Fact]
    public void Modules_InMain_AreAllThereAre() =>
        Assert.Equal(BicepFile.All.Select(file => Path.GetFileName(file.Path)).Where(name => name != "main.bicep").Order(), BicepFile.Main.Modules.Select(module => module.File).Distinct().Order());

    [Fact]
    public void ParametersFile_Names_AreMainsAndAllThatHaveNoDefault()
    {
        JsonObject given = JsonNode.Parse(File.ReadAllText(Path.Combine(BicepFile.Root, "infra", "main.parameters.json")))!["parameters"]!.AsObject();

        Assert.Equal(BicepFile.Main.Parameters.Where(p => !p.Value).Select(p => p.Key).Order(), given.Select(p => p.Key).Order());
    }

    [Fact]
    public void Settings_OfTheApp_AreOnesItReads()
    {
        string[] read = [.. FunctionSettings.All.SelectMany(setting => setting.Variables)];

        Assert.All(Settings().Matches(BicepFile.Main.Text), setting => Assert.Contains(setting.Groups[1].Value, read));
        Assert.Contains(Settings().Matches(BicepFile.Main.Text), setting => setting.Groups[1].Value == "IMMUDB_STORE");
    }

    [Fact]
    public void Role_OfTheApp_OnTheLogLetsItReadAndAppendOnly() =>
        Assert.Equal(
            ["blobServices/containers/read", "blobServices/containers/blobs/read", "blobServices/containers/blobs/add/action"],
            BlobActions().Matches(BicepFile.Named("append-role.bicep").Text).Select(match => match.Groups[1].Value));

    [Fact]
    public void Policy_OfTheLog_LetsItGrowAndIsNotLocked()
    {
        string storage = BicepFile.Named("ledger-storage.bicep").Text;

        Assert.Contains("allowProtectedAppendWrites: true", storage, StringComparison.Ordinal);
        Assert.Single(Policies().Matches(storage));
        Assert.All(BicepFile.All, file => Assert.DoesNotContain("Locked'", file.Text, StringComparison.Ordinal));
    }

    private static async Task<(int ExitCode, string Output)> CheckAsync(params string[] files)
    {
        string folder = Path.Combine(BicepFile.Root, "tests", "infra", "bicep");
        await InstallAsync(folder);
        return await RunAsync("node", [Path.Combine(folder, "check.mjs"), .. files]);
    }

    // The tests of a class run one after the other: no two install at once. npm writes the inner lock file last.
    private static async Task InstallAsync(string folder)
    {
        if (File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")))
            return;
        (int exitCode, string output) = await RunAsync("npm", ["ci", "--ignore-scripts", "--prefix", folder]);
        Assert.True(exitCode == 0, $"npm ci failed:\n{output}");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process run = Process.Start(start)!;
        Task<string> errors = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (run.ExitCode, output + await errors);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Guids();

    [GeneratedRegex(@"name: '(IMMU\w+)'")]
    private static partial Regex Settings();

    [GeneratedRegex("'Microsoft.Storage/storageAccounts/([^']+)'")]
    private static partial Regex BlobActions();

    [GeneratedRegex("'immutabilityPolicies'")]
    private static partial Regex Policies();
}
