namespace ImmuFunctions.Cli.Output;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    /// <summary>One <c>name: value</c> line per field, an empty line between results; what is not UTF-8 as <c>base64:…</c>.</summary>
    Plain,

    /// <summary>Tables, for people.</summary>
    Table,

    /// <summary>One JSON object per line.</summary>
    Json,
}
