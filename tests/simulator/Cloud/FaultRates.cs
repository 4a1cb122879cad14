namespace ImmuFunctions.Simulator.Cloud;

/// <summary>How often requests meet each fate, as parts of one.</summary>
internal sealed record FaultRates
{
    public static FaultRates None { get; } = new();

    public double FailsBefore { get; init; }

    public double Refused { get; init; }

    public double FailsAfter { get; init; }

    public double TakesEffectLate { get; init; }

    public double Slow { get; init; }

    /// <summary>That a listing leaves out a blob created, or shows one deleted, within the last moments.</summary>
    public double StaleListing { get; init; }

    /// <summary>Rates for a seed: some runs are calm, some stormy.</summary>
    public static FaultRates Draw(Random chance)
    {
        double storm = chance.Next(10) switch
        {
            < 2 => 0,
            < 6 => 0.01,
            < 9 => 0.05,
            _ => 0.15,
        };
        return new FaultRates
        {
            FailsBefore = storm * chance.NextDouble(),
            Refused = storm * chance.NextDouble() / 2,
            FailsAfter = storm * chance.NextDouble(),
            TakesEffectLate = storm * chance.NextDouble(),
            Slow = storm * chance.NextDouble() * 2,
            StaleListing = storm > 0 ? chance.NextDouble() / 2 : 0,
        };
    }
}
