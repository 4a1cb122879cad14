using ImmuFunctions.Simulator.Reporting;
using ImmuFunctions.Simulator.Scheduling;

namespace ImmuFunctions.Simulator.Cloud;

/// <summary>The way between the hosts and the cloud: takes time, loses requests and answers, delivers late.</summary>
internal sealed class Network(Driver driver, Random chance, FaultRates rates, FaultTally tally, Trace trace)
{
    private FaultRates _rates = rates;
    private long _calls;

    public SimulatedCloud Cloud { get; set; } = null!;

    public Driver Driver => driver;

    public FaultTally Tally => tally;

    public Trace Trace => trace;

    public long Calls => _calls;

    /// <summary>Whether it changes nothing that others can see.</summary>
    public static bool IsLookOnly(StoreVerb verb) => verb is StoreVerb.Read or StoreVerb.Get or StoreVerb.List or StoreVerb.Begin or StoreVerb.Write;

    public long NextCall() => ++_calls;

    /// <summary>From now on nothing fails any more; what is under way takes its course.</summary>
    public void Calm() => _rates = FaultRates.None;

    public Fate DrawFate(StoreVerb verb)
    {
        double drawn = chance.NextDouble();
        if (IsLookOnly(verb))
            return drawn < _rates.FailsBefore / 2 ? Fate.FailsBefore : Fate.Succeeds; // the store repeats these itself

        if ((drawn -= _rates.FailsBefore) < 0)
            return Fate.FailsBefore;
        if (verb == StoreVerb.Append && (drawn -= _rates.Refused) < 0)
            return Fate.Refused;
        if ((drawn -= _rates.FailsAfter) < 0)
            return Fate.FailsAfter;
        return (drawn - _rates.TakesEffectLate) < 0 ? Fate.TakesEffectLate : Fate.Succeeds;
    }

    /// <summary>One way.</summary>
    public TimeSpan DrawLatency()
    {
        double milliseconds = 1 + (chance.NextDouble() * 9);
        if (chance.NextDouble() < _rates.Slow)
        {
            tally.Count(Fault.SlowCall);
            milliseconds *= 10 + (chance.NextDouble() * 100);
        }

        return TimeSpan.FromMilliseconds(milliseconds);
    }

    /// <summary>Until a caller gives up.</summary>
    public TimeSpan DrawTimeout() => TimeSpan.FromMilliseconds(100 + (chance.NextDouble() * 2000));

    /// <summary>From when the caller gave up until the request takes effect nevertheless.</summary>
    public TimeSpan DrawLateness() => TimeSpan.FromMilliseconds(Math.Pow(10, chance.NextDouble() * 4));

    /// <summary>Whether a request of a process that has died is lost on the way.</summary>
    public bool IsLostInDeath()
    {
        bool isLost = chance.Next(2) == 0;
        if (isLost)
            tally.Count(Fault.RequestLostInDeath);
        return isLost;
    }

    public bool IsStale(Fault fault)
    {
        if (_rates.StaleListing == 0 || chance.NextDouble() >= _rates.StaleListing)
            return false;
        tally.Count(fault);
        return true;
    }
}
