using System.Text.RegularExpressions;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.Samples.Tests.Docs;

/// <summary>A block of C# on a page.</summary>
/// <param name="Page">The page, from the repository's root.</param>
/// <param name="Line">The first line of code, from 1.</param>
/// <param name="Code">What stands there.</param>
public sealed partial record CodeBlock(string Page, int Line, string Code)
{
    /// <summary>All blocks marked <c>csharp</c> of a page.</summary>
    public static IEnumerable<CodeBlock> Of(string page)
    {
        string text = File.ReadAllText(RepositoryRoot.File(page.Split('/')));
        return Block().Matches(text).Select(match => new CodeBlock(page, text.AsSpan(0, match.Groups["code"].Index).Count('\n') + 1, match.Groups["code"].Value));
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
