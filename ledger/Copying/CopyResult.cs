using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Ledger.Copying;

/// <summary>What a copy of one ledger holds now; all of it was read again and re-hashed.</summary>
/// <param name="Entries">Entries in the copy.</param>
/// <param name="Root">Root of their tree, computed from the copy's bytes; the log that was copied says the same.</param>
/// <param name="NewEntries">Those that were not in it before.</param>
/// <param name="NewBytes">Bytes of the log written now.</param>
public sealed record CopyResult(ulong Entries, Hash Root, ulong NewEntries, long NewBytes);
