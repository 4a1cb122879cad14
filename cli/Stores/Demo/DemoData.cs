using ImmuFunctions.Cli.Stores.Rows;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores.Demo;

/// <summary>What the demo imports: samples/data/elements.csv, the chemical elements with symbol, name and number.</summary>
internal static class DemoData
{
    private const string Resource = "elements.csv";

    /// <summary>Symbols and names.</summary>
    public static IReadOnlyList<KeyValuePair<LedgerBytes, LedgerBytes>> Read()
    {
        using Stream stream = typeof(DemoData).Assembly.GetManifestResourceStream(Resource)!;
        using var text = new StreamReader(stream);
        return [.. CsvRows.Read(text, new RowColumns("symbol", "name")).Select(row => KeyValuePair.Create(row.Key, row.Value))];
    }
}
