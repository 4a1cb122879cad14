using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.Databases;

/// <summary>A database: a ledger with the name clients select it by.</summary>
/// <param name="Name">As in UseDatabase, e.g. <c>defaultdb</c>.</param>
/// <param name="Ledger">Its log.</param>
public sealed record OpenDatabase(string Name, LedgerEngine Ledger);
