using System.IO.Compression;
using System.Text.RegularExpressions;
using ImmuFunctions.HostEmulator.Tests.Deployments;

namespace ImmuFunctions.HostEmulator.Tests;

/// <summary>What is in the zip that is deployed.</summary>
public sealed partial class LayoutTests(Deployment deployment)
{
    private const int MostBytes = 80 << 20;
    private const string Executable = "ImmuFunctions.Functions";
    private const int Run = 0x1ED; // 0755
    private const int Read = 0x1A4; // 0644

    [Fact]
    public void Zip_Root_HoldsTheHostsFileAsItIsInTheRepository() =>
        Assert.Equal(File.ReadAllText(Repository.File("host.json")), File.ReadAllText(Path.Combine(deployment.Root, "host.json")));

    [Fact]
    public async Task Zip_Modes_LetTheExecutableRunAndNothingElse()
    {
        await using ZipArchive zip = await ZipFile.OpenReadAsync(deployment.Zip);

        Assert.All(zip.Entries, entry => Assert.Equal(entry.FullName == Executable ? Run : Read, (entry.ExternalAttributes >> 16) & 0xFFF));
        Assert.Contains(zip.Entries, entry => entry.FullName == Executable);
    }

    [Fact]
    public async Task Zip_Folders_AreTheFunctionsAndHoldTheirDeclarationsOnly()
    {
        await using ZipArchive zip = await ZipFile.OpenReadAsync(deployment.Zip);

        Assert.Equal(
            deployment.Functions.Select(function => $"{function.Name}/function.json").Order(StringComparer.Ordinal),
            zip.Entries.Select(entry => entry.FullName).Where(name => name.Contains('/')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Zip_Files_AreNoneThatOnlyDevelopersNeed()
    {
        await using ZipArchive zip = await ZipFile.OpenReadAsync(deployment.Zip);

        Assert.All(zip.Entries, entry => Assert.DoesNotMatch(ForDevelopers(), entry.FullName));
    }

    [Fact]
    public void Zip_Size_IsBounded() => Assert.InRange(new FileInfo(deployment.Zip).Length, 1, MostBytes);

    [Fact]
    public void Report_OfPublishing_SaysWhereAndHowMuch()
    {
        Assert.Contains($"{deployment.Zip}: ", deployment.Report, StringComparison.Ordinal);
        Assert.Contains($" {deployment.Functions.Count} functions", deployment.Report, StringComparison.Ordinal);
    }

    // Symbols, documentation, settings of a developer's machine, keys.
    [GeneratedRegex(@"\.(pdb|xml|user|pem|key|pfx|log)$|appsettings|local\.settings|launchSettings|secrets\.json|(^|/)\.env$", RegexOptions.IgnoreCase)]
    private static partial Regex ForDevelopers();
}
