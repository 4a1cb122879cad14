namespace ImmuFunctions.Bench.Costs;

/// <summary>What is asked of a store.</summary>
internal enum StoreVerb
{
    /// <summary>Makes an append blob.</summary>
    Create,

    /// <summary>Appends to one.</summary>
    Append,

    /// <summary>Reads a range.</summary>
    Read,

    /// <summary>Reads a whole blob.</summary>
    Get,

    /// <summary>Writes a whole blob at once.</summary>
    Put,

    /// <summary>Writes a whole blob piece by piece.</summary>
    Upload,

    /// <summary>Lists names.</summary>
    List,

    /// <summary>Deletes a blob.</summary>
    Delete,

    /// <summary>Looks at, or cuts, an append blob's end.</summary>
    Tail,
}
