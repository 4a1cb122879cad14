namespace ImmuFunctions.Ledger;

/// <summary>Figures about one run of the index.</summary>
/// <param name="From">Index of the first entry it covers.</param>
/// <param name="To">One past the index of the last.</param>
/// <param name="Rows">Rows in it, of all families.</param>
/// <param name="Keys">Distinct keys in it.</param>
/// <param name="Bytes">Length of its blob.</param>
public sealed record RunStats(ulong From, ulong To, long Rows, long Keys, long Bytes);
