namespace ImmuFunctions.Bench.Ingest;

/// <summary>In what order keys arrive.</summary>
internal enum KeyOrder
{
    /// <summary>Each anywhere among those before.</summary>
    Random,

    /// <summary>Each after those before.</summary>
    Sequential,
}
