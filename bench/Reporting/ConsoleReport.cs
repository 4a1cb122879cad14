using Spectre.Console;

namespace ImmuFunctions.Bench.Reporting;

/// <summary>Prints results.</summary>
internal static class ConsoleReport
{
    // A pipe has no width of its own, and broken lines cannot be read back.
    private const int WidthWithoutTerminal = 180;

    public static void Write(Section section)
    {
        if (!AnsiConsole.Profile.Out.IsTerminal)
        {
            AnsiConsole.Profile.Width = WidthWithoutTerminal;
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }

        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(section.Title));
        for (var i = 0; i < section.Columns.Count; i++)
        {
            var column = new TableColumn(Markup.Escape(section.Columns[i]));
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        foreach (var row in section.Rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
        foreach (var note in section.Notes)
            AnsiConsole.MarkupLine("• " + Markup.Escape(note));
        AnsiConsole.WriteLine();
    }
}
