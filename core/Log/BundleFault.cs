namespace ImmuFunctions.Core.Log;

/// <summary>Why bytes are not an <see cref="EntryBundle"/>.</summary>
public enum BundleFault
{
    /// <summary>They are.</summary>
    None = 0,

    /// <summary>They end within an entry, or before the last.</summary>
    Incomplete,

    /// <summary>Bytes follow the last entry.</summary>
    TooMany,
}
