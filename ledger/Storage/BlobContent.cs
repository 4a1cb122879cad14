namespace ImmuFunctions.Ledger.Storage;

/// <summary>A small blob read whole.</summary>
/// <param name="Bytes">Its content.</param>
/// <param name="Version">Opaque; changes with the content. Give it back to replace exactly this content.</param>
public sealed record BlobContent(ReadOnlyMemory<byte> Bytes, string Version);
