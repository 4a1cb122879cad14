using System.Runtime.CompilerServices;
using System.Text;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>The table of docs/malicious-server.md: one row for each lie and the check that catches it.</summary>
internal static class LieTable
{
    private const string Begin = "<!-- table: written by MaliciousServerTests -->\n";
    private const string End = "<!-- end of table -->";
    private const string Header = "| the server answers with | asked by | caught by |\n|---|---|---|\n";

    /// <summary>What the page says catches a lie told to an operation.</summary>
    public static IReadOnlyDictionary<(string Lie, string Operation), string> Read()
    {
        string page = File.ReadAllText(FilePath());
        var found = new Dictionary<(string, string), string>();
        foreach (string line in Rows(page).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2))
        {
            string[] cells = line.Trim('|', ' ').Split(" | ");
            foreach (string operation in cells[1].Split(", "))
                found.Add((cells[0], operation), cells[2]);
        }

        return found;
    }

    /// <summary>Writes the page's table.</summary>
    public static void Write(IEnumerable<(string Lie, string Operation, string Check)> outcomes)
    {
        var rows = new StringBuilder(Header);
        foreach (var row in outcomes.GroupBy(outcome => (outcome.Lie, outcome.Check)))
            rows.Append("| ").Append(row.Key.Lie).Append(" | ").AppendJoin(", ", row.Select(outcome => outcome.Operation)).Append(" | ").Append(row.Key.Check).Append(" |\n");
        string page = File.ReadAllText(FilePath());
        File.WriteAllText(FilePath(), page.Replace(Rows(page), rows.ToString(), StringComparison.Ordinal));
    }

    private static string Rows(string page) => page[(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..page.IndexOf(End, StringComparison.Ordinal)];

    private static string FilePath([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "malicious-server.md"));
}
