namespace ImmuFunctions.EndToEnd.Tests.Hosting;

/// <summary>A host ended before it was ready.</summary>
internal sealed class HostRefusedException(int exitCode, string output)
    : Exception($"The host ended with exit code {exitCode}:\n{output}")
{
    /// <summary>What the process returned.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Everything it printed.</summary>
    public string Output { get; } = output;
}
