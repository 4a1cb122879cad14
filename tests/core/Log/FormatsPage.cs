using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

/// <summary>The hex examples of <c>docs/formats.md</c> and of pages it points to: blocks fenced as <c>hex name</c>, a remark after each <c>#</c>.</summary>
internal static class FormatsPage
{
    private static readonly string[] Lines = [.. Read("formats.md"), .. Read("client-signatures.md")];

    public static byte[] Example(string name)
    {
        var start = Array.IndexOf(Lines, "```hex " + name);
        Assert.True(start >= 0, $"Neither docs/formats.md nor docs/client-signatures.md has an example {name}.");
        var digits = Lines.Skip(start + 1).TakeWhile(line => line != "```").Select(line => line.Split('#')[0].Replace(" ", "", StringComparison.Ordinal));
        return Convert.FromHexString(string.Concat(digits));
    }

    /// <summary>A block fenced as <c>text name</c>, each line with its newline.</summary>
    public static string Text(string name)
    {
        var start = Array.IndexOf(Lines, "```text " + name);
        Assert.True(start >= 0, $"docs/formats.md has no example {name}.");
        return string.Concat(Lines.Skip(start + 1).TakeWhile(line => line != "```").Select(line => line + "\n"));
    }

    private static string[] Read(string page) => File.ReadAllLines(Path.Combine(Root(), "docs", page));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ImmuFunctions.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
