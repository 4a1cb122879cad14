namespace ImmuFunctions.Functions.Timers;

/// <summary>A timer's work could not be done, or not all of it.</summary>
/// <param name="lines">What was done and what was not.</param>
/// <param name="inner">Why not, if it is known.</param>
internal sealed class TimerException(IReadOnlyList<string> lines, Exception? inner = null) : Exception(string.Join("; ", lines), inner)
{
    /// <summary>What was done and what was not.</summary>
    public IReadOnlyList<string> Lines => lines;
}
