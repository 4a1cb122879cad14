using System.IO.Compression;
using ImmuFunctions.HostEmulator.Tests.Emulator;

namespace ImmuFunctions.HostEmulator.Tests.Deployments;

/// <summary>The zip that <c>infra/publish.sh</c> makes, unpacked as Azure unpacks it.</summary>
public sealed class Deployment : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("immufunctions-deployment-");

    /// <summary>The zip.</summary>
    internal string Zip => Path.Combine(_folder.FullName, "app.zip");

    /// <summary>Where it was unpacked.</summary>
    internal string Root => Path.Combine(_folder.FullName, "app");

    /// <summary>What <c>publish.sh</c> printed.</summary>
    internal string Report { get; private set; } = "";

    /// <summary>Every function that is declared in a folder of its own.</summary>
    internal IReadOnlyList<DeclaredFunction> Functions { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Report = await Program.RunAsync("bash", Repository.File("infra", "publish.sh"), Zip);
        await ZipFile.ExtractToDirectoryAsync(Zip, Root);
        Functions = [.. Directory.EnumerateFiles(Root, "function.json", SearchOption.AllDirectories)
            .Select(file => DeclaredFunction.Parse(Path.GetFileName(Path.GetDirectoryName(file)!), File.ReadAllText(file)))
            .OrderBy(function => function.Name, StringComparer.Ordinal)];
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return default;
    }
}
