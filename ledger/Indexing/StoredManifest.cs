using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>A manifest as it lies in the store.</summary>
/// <param name="Manifest">What it says.</param>
/// <param name="Version">The blob's version, for the next swap.</param>
internal sealed record StoredManifest(Manifest Manifest, string Version);
