namespace ImmuFunctions.Ledger.Indexing;

/// <summary>A run's blob is not there: another process has merged it into a larger run, or somebody has deleted it.</summary>
/// <param name="name">The blob.</param>
internal sealed class RunGoneException(string name) : Exception($"{name} is missing")
{
    /// <summary>The blob's name, prefix included.</summary>
    public string Name => name;
}
