namespace ImmuFunctions.Service.Hosting;

/// <summary>One thing that can be set: as <c>--name</c>, as an environment variable, or as a key in the configuration file.</summary>
/// <param name="Name">As on the command line, without the dashes; also the key in the file.</param>
/// <param name="Default">Its value when nobody sets it; null for none.</param>
/// <param name="Description">One sentence for the help text.</param>
public sealed record Setting(string Name, string? Default, string Description)
{
    /// <summary>One letter, with its dash, or null.</summary>
    public string? Letter { get; init; }

    /// <summary>Whether naming it without a value means "true".</summary>
    public bool IsSwitch { get; init; }

    /// <summary>Environment variables, the first that is set counts.</summary>
    public IReadOnlyList<string> Variables { get; init; } = ["IMMUDB_" + Name.ToUpperInvariant().Replace('-', '_')];
}
