namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>A way to deceive.</summary>
/// <param name="Name">What the server does, as the table says it.</param>
/// <param name="Operations">Names of the operations that it can be tried on.</param>
/// <param name="TellAsync">From now on the server lies; the operation comes next.</param>
internal sealed record Lie(string Name, IReadOnlyList<string> Operations, Func<Stage, Operation, Task> TellAsync)
{
    /// <summary>A lie that needs no preparation.</summary>
    public Lie(string name, IReadOnlyList<string> operations, Action<Stage> tell)
        : this(name, operations, (stage, _) =>
        {
            tell(stage);
            return Task.CompletedTask;
        })
    {
    }

    // Above what is made of it.
    /// <summary>Names of all operations.</summary>
    public static IReadOnlyList<string> Everything { get; } = [.. Operation.All.Select(operation => operation.Name)];

    /// <summary>All of them, in the table's order.</summary>
    public static IReadOnlyList<Lie> All { get; } = [.. EntryLies.All, .. HistoryLies.All, .. SignatureLies.All, .. ProofLies.All, .. ReplayLies.All, .. ListLies.All, .. WriteLies.All, .. ReceiptLies.All, .. ErrorLies.All];
}
