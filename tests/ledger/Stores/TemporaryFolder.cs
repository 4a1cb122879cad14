namespace ImmuFunctions.Ledger.Tests.Stores;

/// <summary>A folder of its own for one test, removed with everything in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("ledger-test-").FullName;

    public string PathOf(string name) => Path.Join(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
