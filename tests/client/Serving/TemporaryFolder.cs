namespace ImmuFunctions.Client.Tests.Serving;

/// <summary>An empty folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("immufunctions-client-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
