using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Simulator.Checking;

/// <summary>Derived blobs that somebody outside has deleted: only these may be missing, and only these may be the reason for an error.</summary>
internal sealed class LostBlobs
{
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ever = new(StringComparer.Ordinal);

    public void Lose(string name)
    {
        _missing.Add(name);
        _ever.Add(name);
    }

    public void Restore(string name) => _missing.Remove(name);

    public bool IsMissing(string name) => _missing.Contains(name);

    public bool WasEverLost(string name) => _ever.Contains(name);

    /// <summary>Whether an error is about a blob that was lost. Without the manifest nobody can say which run another was merged into.</summary>
    public bool Explains(LedgerException error) =>
        error.Kind == LedgerErrorKind.Corrupt
        && (_ever.Any(name => error.Message.Contains(name, StringComparison.Ordinal))
            || (_ever.Contains(ManifestCodec.Name) && error.Message.StartsWith(RunName.Folder, StringComparison.Ordinal)));
}
