using System.CommandLine;

namespace ImmuFunctions.Cli.Commands;

/// <summary>A command with an example of its use.</summary>
/// <param name="name">As it is typed.</param>
/// <param name="description">What it does, in a sentence.</param>
/// <param name="example">A line one could type.</param>
internal sealed class DescribedCommand(string name, string description, string example) : Command(name, description)
{
    /// <summary>A line one could type.</summary>
    public string Example => example;
}
