using System.Text;
using Spectre.Console;

namespace ImmuFunctions.Cli.Output;

/// <summary>Tables on a terminal.</summary>
internal static class TablePrinter
{
    /// <summary>Rows of one table; more make another.</summary>
    public const int MostRows = 200;

    private const int WidthInFiles = 120;

    /// <summary>One result, a field in each row.</summary>
    public static void Fields(Terminal terminal, IReadOnlyList<Field> fields)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadRight(3));
        grid.AddColumn();
        foreach (Field field in fields.Where(f => f.Kind != FieldKind.Nothing))
            grid.AddRow(new Text(field.Name, new Style(Color.Grey)), Value(field));
        Write(terminal, grid);
    }

    /// <summary>Results with the same fields, a result in each row.</summary>
    public static void Rows(Terminal terminal, IReadOnlyList<IReadOnlyList<Field>> results)
    {
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        // A hash takes half a screen and says nothing to people who look through a list; other formats have it.
        bool isShort = results[0].Any(f => f.Name == Printer.ValueField);
        foreach (Field field in results[0].Where(IsShown))
            table.AddColumn(field.Kind == FieldKind.Literal ? new TableColumn(new Text(field.Name)).RightAligned() : new TableColumn(new Text(field.Name)));
        foreach (IReadOnlyList<Field> fields in results)
            table.AddRow(fields.Where(IsShown).Select(Value));
        Write(terminal, table);

        bool IsShown(Field field) => !isShort || field.Name != "hash";
    }

    /// <summary>Writes anything Spectre.Console can draw, with colours where they may be.</summary>
    public static void Write(Terminal terminal, Spectre.Console.Rendering.IRenderable drawing)
    {
        using var writer = new StreamWriter(terminal.Output, new UTF8Encoding(false), leaveOpen: true);
        IAnsiConsole console = Console(terminal, writer, terminal.HasColour);
        console.Write(drawing);
    }

    /// <summary>A console of Spectre.Console's that asks the environment nothing.</summary>
    public static IAnsiConsole Console(Terminal terminal, TextWriter writer, bool hasColour)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = hasColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = hasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = terminal.IsOutputTerminal ? terminal.Width() : WidthInFiles;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static Text Value(Field field) => new(field.ToScreen(), field switch
    {
        { Name: "verified", Kind: FieldKind.Literal } => new Style(field.ToScreen() == "true" ? Color.Green : Color.Yellow),
        _ => Style.Plain,
    });
}
