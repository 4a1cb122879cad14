using ImmuFunctions.Cli.Output;

namespace ImmuFunctions.Cli.Stores.Doctor;

/// <summary>One thing that was found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="What">A sentence.</param>
/// <param name="Mend">What to do; null if there is nothing to do.</param>
internal sealed record Finding(FindingSeverity Severity, string What, string? Mend)
{
    /// <summary>A blob that follows from the log and may be removed: the next start makes it again. Null: nothing is removed.</summary>
    public string? Removable { get; init; }

    /// <summary>The exit code that it stands for.</summary>
    public int ExitCode => Severity switch
    {
        FindingSeverity.Damage => Failure.Damage,
        FindingSeverity.Unreachable => 6,
        FindingSeverity.Problem => Failure.WrongUse,
        _ => 0,
    };

    /// <summary>For the table.</summary>
    public IReadOnlyList<Field> Fields() => [Field.Of("severity", Severity.ToString().ToLowerInvariant()), Field.Of("finding", What), Field.Of("mend", Mend)];
}
