using ImmuFunctions.Client.Tests.Serving;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>Another log in place of the one that was there.</summary>
internal static class HistoryLies
{
    public static IReadOnlyList<Lie> All { get; } =
    [
        new("another history of the same length", Lie.Everything, (stage, _) => BecomeAsync(stage, "ONE", Stage.Entries)),
        new("another, longer history", Lie.Everything, (stage, _) => BecomeAsync(stage, "ONE", Stage.Entries + 3)),
        new("rolled back to a backup", Lie.Everything, (stage, _) => BecomeAsync(stage, "one", Stage.Entries - 3)),
        new("rolled back to nothing", Lie.Everything, (stage, _) => BecomeAsync(stage, "one", 0)),
        new("rolled back and written anew", Lie.Everything, async (stage, operation) =>
        {
            // The client has seen two entries more than the backup, and the backup gets two others.
            await stage.Client.SetAsync("c", "1", Stage.Stop);
            await stage.Client.SetAsync("c", "2", Stage.Stop);
            await BecomeAsync(stage, "one", Stage.Entries + 2);
        }),
        new("another ledger in its place", Lie.Everything, async (stage, _) =>
            stage.Server.Behind = (await stage.AnotherAsync("one", Stage.Entries, isTakenForThis: false)).Rpcs),
    ];

    private static async Task BecomeAsync(Stage stage, string first, int entries)
    {
        TestLedger other = await stage.AnotherAsync(first, entries);
        stage.Server.Behind = other.Rpcs;
    }
}
