namespace ImmuFunctions.Cli.Shell;

/// <summary>What a key has done to a line.</summary>
internal enum LineOutcome
{
    /// <summary>The line goes on.</summary>
    Editing,

    /// <summary>The line is to be done.</summary>
    Entered,

    /// <summary>The line is given up.</summary>
    Cancelled,

    /// <summary>There will be no more lines.</summary>
    Ended,

    /// <summary>The line goes on; <see cref="LineEditor.Candidates"/> should be shown, and the line again.</summary>
    Listing,
}
