using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>An entry as a file has it.</summary>
/// <param name="Key">Its key; of a reference its name. Empty for a member of a set.</param>
/// <param name="Value">Its value; empty for what points to another key.</param>
internal readonly record struct SourceRow(LedgerBytes Key, LedgerBytes Value)
{
    /// <summary>Where it lay in the log that it was exported from; null if the file does not say.</summary>
    public ulong? Index { get; init; }

    /// <summary>What it points to; null for an entry that has a value.</summary>
    public SourcePointer? Pointer { get; init; }
}
