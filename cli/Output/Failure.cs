namespace ImmuFunctions.Cli.Output;

/// <summary>What a command says that could not do its work.</summary>
/// <param name="Code">gRPC's name, such as <c>NOT_FOUND</c>.</param>
/// <param name="Message">For people.</param>
/// <param name="ExitCode">As in docs/errors.md.</param>
internal sealed record Failure(string Code, string Message, int ExitCode)
{
    /// <summary>Exit code of a command that was stopped.</summary>
    public const int Stopped = 1;

    /// <summary>Exit code of a command that was given wrongly.</summary>
    public const int WrongUse = 2;

    /// <summary>Exit code of what cannot be reached.</summary>
    public const int Unavailable = 6;

    /// <summary>Exit code of damage and tampering.</summary>
    public const int Damage = 7;

    /// <summary>Of tampering: what check did not hold; null for other failures.</summary>
    public string? Check { get; init; }

    /// <summary>Of tampering: what should have been there.</summary>
    public string? Expected { get; init; }

    /// <summary>Of tampering: what was there.</summary>
    public string? Found { get; init; }

    /// <summary>The entry that it is about, if it is about one.</summary>
    public ulong? Index { get; init; }
}
