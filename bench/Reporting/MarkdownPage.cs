using System.Text;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Rpc;

namespace ImmuFunctions.Bench.Reporting;

/// <summary>The page of results that is kept in the repository.</summary>
internal static class MarkdownPage
{
    private const string Introduction = """
        # Benchmarks

        Written by `dotnet run -c Release --project bench -- COMMAND --markdown FILE`. Absolute figures belong to the machine below;
        what carries over to others are the ratios, because everything that is compared was measured in one run.
        """;

    private const string Ceiling = """
        ## What the ceiling is

        `Health` answers without touching the ledger, so its rate is that of HTTP/2 and gRPC on both sides, and the other calls
        are given as a share of it; a share above 1 is the machine's noise. The load generator runs on the same cores as the
        host and its work is part of every figure. Concurrent writes share one append and one sync, one write alone waits for its
        own. Batches pay for the transport once in a thousand entries. The wide hash is used where there are many hashes at once:
        batches, groups of waiting writes, and the reading of tiles and logs.
        """;

    /// <summary>Replaces the file.</summary>
    public static async Task WriteAsync(string path, string command, IReadOnlyList<Section> sections, CancellationToken cancellationToken)
    {
        var page = new StringBuilder();
        page.AppendLine(Introduction.Replace("COMMAND", command, StringComparison.Ordinal)).AppendLine();
        page.AppendLine("## The machine").AppendLine();
        AppendTable(page, ["what", "value"], Machine.Describe(), alignRight: false);
        foreach (var section in sections)
            Append(page, section);
        if (sections.Any(section => section.Columns == RpcReport.Columns))
            page.AppendLine(Ceiling);
        await File.WriteAllTextAsync(path, page.ToString().TrimEnd() + Environment.NewLine, cancellationToken);
    }

    private static void Append(StringBuilder page, Section section)
    {
        page.Append("## ").AppendLine(section.Title).AppendLine();
        page.AppendLine(section.Method).AppendLine();
        AppendTable(page, section.Columns, section.Rows, alignRight: true);
        foreach (var note in section.Notes)
            page.Append("- ").AppendLine(note);
        if (section.Notes.Count > 0)
            page.AppendLine();
    }

    private static void AppendTable(
        StringBuilder page, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows, bool alignRight)
    {
        AppendRow(page, columns);
        AppendRow(page, [.. columns.Select((_, i) => i > 0 && alignRight ? "--:" : "---")]);
        foreach (var row in rows)
            AppendRow(page, row);
        page.AppendLine();
    }

    private static void AppendRow(StringBuilder page, IReadOnlyList<string> cells) =>
        page.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).AppendLine(" |");
}
