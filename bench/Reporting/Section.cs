namespace ImmuFunctions.Bench.Reporting;

/// <summary>The outcome of one benchmark.</summary>
/// <param name="Title">What was measured.</param>
/// <param name="Method">How, in one paragraph.</param>
/// <param name="Columns">Heads of the table; the first column is text, the others are figures.</param>
/// <param name="Rows">As many cells each as there are columns.</param>
/// <param name="Notes">What the table does not show, one sentence or two each.</param>
internal sealed record Section(
    string Title, string Method, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Notes);
