using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>An entry as a file has it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct SourceRow(LedgerBytes Key, LedgerBytes Value);
