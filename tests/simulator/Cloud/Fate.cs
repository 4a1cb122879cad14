namespace ImmuFunctions.Simulator.Cloud;

/// <summary>What becomes of a request.</summary>
internal enum Fate
{
    /// <summary>It takes effect, and the answer arrives.</summary>
    Succeeds,

    /// <summary>It does not reach the store; the caller hears of a failure, of an append that its outcome is unknown.</summary>
    FailsBefore,

    /// <summary>An append that certainly was not sent: the caller is told so.</summary>
    Refused,

    /// <summary>It takes effect, the answer is lost.</summary>
    FailsAfter,

    /// <summary>The caller gives up waiting; only later does it take effect.</summary>
    TakesEffectLate,
}
