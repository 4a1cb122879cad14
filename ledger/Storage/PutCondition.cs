namespace ImmuFunctions.Ledger.Storage;

/// <summary>What must hold for a put to take place.</summary>
public readonly record struct PutCondition
{
    private PutCondition(string? version) => Version = version;

    /// <summary>The version that must be there, or null if no blob may be there.</summary>
    public string? Version { get; }

    /// <summary>Only if there is no blob of this name.</summary>
    public static PutCondition IfAbsent => default;

    /// <summary>Only if the blob's content is still the one read as <paramref name="version"/>.</summary>
    public static PutCondition IfMatch(string version)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        return new PutCondition(version);
    }
}
