namespace ImmuFunctions.CrashWriter;

/// <summary>The step of upkeep in which the process dies.</summary>
internal enum CrashPoint
{
    /// <summary>While a slice's run is written.</summary>
    Flush,

    /// <summary>While runs are merged.</summary>
    Merge,

    /// <summary>While the manifest is replaced.</summary>
    Manifest,
}
