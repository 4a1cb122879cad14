namespace ImmuFunctions.Bench.Reporting;

/// <summary>What a figure is aimed at.</summary>
/// <param name="Bound">The bound, which still meets it.</param>
/// <param name="AtMost">Whether less is better.</param>
internal sealed record Target(double Bound, bool AtMost)
{
    /// <summary>Says whether a figure meets it.</summary>
    public string Verdict(double figure) => (AtMost ? figure <= Bound : figure >= Bound) ? "met" : "missed";

    /// <summary>Such as <c>≤ 1.50×</c>.</summary>
    public string Text(Func<double, string> format) => $"{(AtMost ? "≤" : "≥")} {format(Bound)}";
}
