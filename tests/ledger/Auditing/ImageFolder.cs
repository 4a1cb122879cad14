using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Stores;

namespace ImmuFunctions.Ledger.Tests.Auditing;

/// <summary>A folder that holds one image after the other; only what differs is written.</summary>
internal sealed class ImageFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Dictionary<string, byte[]> _held = [];

    /// <summary>Opens the folder with an image in it.</summary>
    public FolderStore Open(LedgerImage image)
    {
        foreach (string gone in _held.Keys.Where(name => !image.Files.ContainsKey(name)))
            File.Delete(_folder.PathOf(gone));
        foreach ((string name, byte[] bytes) in image.Files)
        {
            if (_held.TryGetValue(name, out byte[]? held) && held.AsSpan().SequenceEqual(bytes))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.PathOf(name))!);
            File.WriteAllBytes(_folder.PathOf(name), bytes);
        }

        _held = image.Copy().Files;
        return FolderStore.Open(_folder.Root);
    }

    public void Dispose() => _folder.Dispose();
}
