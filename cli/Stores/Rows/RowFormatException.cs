namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>A file of entries is not of its form.</summary>
/// <param name="line">Number of the line, from 1.</param>
/// <param name="what">What is wrong there.</param>
internal sealed class RowFormatException(long line, string what) : Exception($"line {line}: {what}")
{
    /// <summary>Number of the line, from 1.</summary>
    public long Line => line;
}
