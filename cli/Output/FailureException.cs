namespace ImmuFunctions.Cli.Output;

/// <summary>Ends a command with a failure of its own.</summary>
/// <param name="failure">What it says.</param>
/// <param name="cause">Whatever it stands for; null for nothing.</param>
internal sealed class FailureException(Failure failure, Exception? cause = null) : Exception(failure.Message, cause)
{
    /// <summary>What the command says.</summary>
    public Failure Failure => failure;

    /// <summary>A command that was given wrongly.</summary>
    public static FailureException WrongUse(string message) => new(new Failure("INVALID_ARGUMENT", message, Failure.WrongUse));

    /// <summary>Something asked for is not there.</summary>
    public static FailureException NotFound(string message) => new(new Failure("NOT_FOUND", message, 3));
}
