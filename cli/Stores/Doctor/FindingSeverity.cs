namespace ImmuFunctions.Cli.Stores.Doctor;

/// <summary>How bad a finding is; the worst decides the exit code.</summary>
internal enum FindingSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Works, and should be looked at.</summary>
    Warning,

    /// <summary>It will not work so: exit code 2.</summary>
    Problem,

    /// <summary>It cannot be reached: exit code 6.</summary>
    Unreachable,

    /// <summary>What was acknowledged was changed or lost, or what follows from it is wrong: exit code 7.</summary>
    Damage,
}
