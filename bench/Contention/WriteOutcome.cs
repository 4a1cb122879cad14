namespace ImmuFunctions.Bench.Contention;

/// <summary>What a writer knows of a write in the end.</summary>
internal enum WriteOutcome
{
    /// <summary>It was told the entry's index.</summary>
    Acknowledged,

    /// <summary>It was told of a failure, or nothing at all, and did not ask again: the entry is there once or not at all.</summary>
    Unknown,
}
