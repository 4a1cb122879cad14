namespace ImmuFunctions.Bench.Costs;

/// <summary>One action and what it costs.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Bound">The most operations it may take, in words; empty if nothing is promised.</param>
/// <param name="Operations">What it took.</param>
/// <param name="IsMet">Whether that is within the bound; null if nothing is promised.</param>
internal sealed record CostRow(string Action, string Bound, string Operations, bool? IsMet)
{
    /// <summary>Heads of the table.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["action", "bound", "store operations", "bound is"];

    /// <summary>The row of the table.</summary>
    public IReadOnlyList<string> Cells => [Action, Bound, Operations, IsMet switch { true => "met", false => "missed", null => "" }];
}
