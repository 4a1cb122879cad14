namespace ImmuFunctions.Ledger.Tests.Auditing;

/// <summary>How a ledger for tests is made up.</summary>
internal sealed record LedgerShape(string Name, int Entries, int PerFrame, LedgerOptions Options)
{
    /// <summary>Neither tiles nor runs: all of it is the tail.</summary>
    public static LedgerShape Small { get; } = new("20 entries", 20, 1, TestLedger.Small);

    /// <summary>Two full tiles, one run and a tail, several segments.</summary>
    public static LedgerShape Middle { get; } = new(
        "700 entries", 700, 7, TestLedger.Small with { SegmentFrames = 40, SliceEntries = 300, RunGrace = TimeSpan.Zero, UpkeepShare = 1, ValueIndex = true });

    /// <summary>A tile of level 1, several runs and a tail.</summary>
    public static LedgerShape Large { get; } = new(
        "70,000 entries", 70_000, 1000, TestLedger.Small with { SegmentFrames = 30, SliceEntries = 8192, RunGrace = TimeSpan.Zero, UpkeepShare = 1 });

    public ulong Last => (ulong)Entries - 1;

    public override string ToString() => Name;
}
