namespace ImmuFunctions.Cli;

/// <summary>Everything the program touches of the process it runs in; tests bring their own.</summary>
internal sealed record Terminal
{
    // Where the screen's cannot be asked for.
    private const int UsualWidth = 80;

    /// <summary>The standard output. Values go there byte by byte.</summary>
    public required Stream Output { get; init; }

    /// <summary>The standard error output: errors, questions and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The standard input.</summary>
    public required Stream Input { get; init; }

    /// <summary>Whether somebody looks at the output.</summary>
    public required bool IsOutputTerminal { get; init; }

    /// <summary>Whether somebody looks at the error output.</summary>
    public required bool IsErrorTerminal { get; init; }

    /// <summary>Whether somebody types the input.</summary>
    public required bool IsInputTerminal { get; init; }

    /// <summary>An environment variable; null if it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The user's home folder: token files and the shell's history lie there.</summary>
    public required string Home { get; init; }

    /// <summary>Waits for a key; null once there are none to come. Not shown on the screen.</summary>
    public required Func<ConsoleKeyInfo?> ReadKey { get; init; }

    /// <summary>Characters in a line of the screen.</summary>
    public Func<int> Width { get; init; } = () => UsualWidth;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Bytes that this user may still write to the disk of a folder; null if that cannot be known.</summary>
    public Func<string, long?> FreeBytes { get; init; } = FreeBytesOf;

    /// <summary>Whether this user may read or write a file or folder.</summary>
    public Func<string, FileAccess, bool> MayAccess { get; init; } = PathAccess.IsAllowed;

    /// <summary>Whether the output may be coloured: on a terminal, unless NO_COLOR says otherwise (no-color.org).</summary>
    public bool HasColour => IsOutputTerminal && MayColour;

    /// <summary>Whether the error output may be coloured.</summary>
    public bool HasErrorColour => IsErrorTerminal && MayColour;

    private bool MayColour => string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";

    /// <summary>The process's own.</summary>
    public static Terminal OfThisProcess() => new()
    {
        Output = PipedOutput.OfThisProcess(),
        Error = Console.Error,
        Input = Console.OpenStandardInput(),
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        IsInputTerminal = !Console.IsInputRedirected,
        Variable = Environment.GetEnvironmentVariable,
        Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        ReadKey = KeyOfThisProcess,
        Width = () => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? UsualWidth : Console.WindowWidth,
    };

    private static long? FreeBytesOf(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // While a line is typed Ctrl-C gives up the line, and while a command runs it stops the command.
    private static ConsoleKeyInfo? KeyOfThisProcess()
    {
        Console.TreatControlCAsInput = true;
        try
        {
            return Console.ReadKey(intercept: true);
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }
}
