namespace ImmuFunctions.Functions.Tlog;

/// <summary>What of a log everybody may read; whatever is not among it needs the rpcs' login.</summary>
internal enum TlogVisibility
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The checkpoint: how many entries there are, and their root.</summary>
    Checkpoints,

    /// <summary>The checkpoint and the hashes. A hash of an entry tells nobody what is in it who cannot guess index, key and value together.</summary>
    Hashes,

    /// <summary>Everything, entries included.</summary>
    All,
}
