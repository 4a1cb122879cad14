using ImmuFunctions.Simulator.Cloud;

namespace ImmuFunctions.Simulator.World;

/// <summary>What a seed's world is like.</summary>
internal sealed record WorldPlan
{
    public required int Hosts { get; init; }

    public required int Clients { get; init; }

    public required int OperationsPerClient { get; init; }

    public required int Keys { get; init; }

    public required int MostEntriesPerBatch { get; init; }

    public required TimeSpan Think { get; init; }

    public required int SliceEntries { get; init; }

    public required int SegmentFrames { get; init; }

    public required int GroupEntries { get; init; }

    public required int MaxAppendBytes { get; init; }

    public required long CacheBytes { get; init; }

    public required TimeSpan RunGrace { get; init; }

    public required bool HasValues { get; init; }

    public required FaultRates Rates { get; init; }

    /// <summary>Mean time between things that happen to hosts and blobs from outside; null for never.</summary>
    public required TimeSpan? Chaos { get; init; }

    /// <summary>Whether derived blobs are lost, too.</summary>
    public required bool LosesBlobs { get; init; }

    public static WorldPlan Draw(Random chance)
    {
        FaultRates rates = FaultRates.Draw(chance);
        int clients = chance.Next(2, 8);
        return new WorldPlan
        {
            Hosts = chance.Next(2, 5),
            Clients = clients,
            OperationsPerClient = chance.Next(100, 400) / clients,
            Keys = chance.Next(3, 12),
            MostEntriesPerBatch = chance.Next(1, 13),
            Think = TimeSpan.FromMilliseconds(Math.Pow(10, 1 + (chance.NextDouble() * 1.7))),
            SliceEntries = chance.Next(8, 41),
            SegmentFrames = chance.Next(5, 31),
            GroupEntries = chance.Next(3) == 0 ? chance.Next(1, 8) : 65_536,
            MaxAppendBytes = chance.Next(4) == 0 ? 4 << 10 : 64 << 10,
            CacheBytes = chance.Next(3) switch { 0 => 1, 1 => 8 << 10, _ => 256 << 10 },
            RunGrace = chance.Next(3) switch { 0 => TimeSpan.Zero, 1 => TimeSpan.FromMilliseconds(300), _ => TimeSpan.FromSeconds(3) },
            HasValues = chance.Next(3) == 0,
            Rates = rates,
            Chaos = chance.Next(6) == 0 ? null : TimeSpan.FromMilliseconds(Math.Pow(10, 2.5 + (chance.NextDouble() * 1.5))),
            LosesBlobs = chance.Next(3) == 0,
        };
    }
}
