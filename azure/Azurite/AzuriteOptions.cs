namespace ImmuFunctions.Azure.Azurite;

/// <summary>How an <see cref="AzuriteServer"/> is run.</summary>
public sealed record AzuriteOptions
{
    /// <summary>Where it keeps its data from one start to the next; null for a temporary folder that is removed afterwards.</summary>
    public string? Folder { get; init; }

    /// <summary>Port on 127.0.0.1; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Whether it keeps the blobs in memory. They are gone when it stops.</summary>
    public bool InMemory { get; init; }

    /// <summary>Folder where the search for an installed Azurite begins; null for the current one and the program's own.</summary>
    public string? StartFolder { get; init; }

    /// <summary>Folders where node and npx are looked for, as in PATH; null for PATH.</summary>
    internal string? SearchPath { get; init; }
}
