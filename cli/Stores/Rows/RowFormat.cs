namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>The form of a file of entries.</summary>
internal enum RowFormat
{
    /// <summary>Comma-separated values with a head, RFC 4180.</summary>
    Csv,

    /// <summary>A JSON object in each line.</summary>
    Jsonl,
}
