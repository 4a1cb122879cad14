namespace ImmuFunctions.Client;

/// <summary>What an import has done.</summary>
/// <param name="Written">Entries of the source that are in the ledger, those passed over included.</param>
/// <param name="Entries">Entries that this import wrote.</param>
/// <param name="Bytes">Bytes of their keys and values.</param>
/// <param name="Batches">Batches written; each is one atomic range of the log.</param>
public sealed record ImportResult(ulong Written, ulong Entries, long Bytes, int Batches);
