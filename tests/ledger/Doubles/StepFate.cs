namespace ImmuFunctions.Ledger.Tests.Doubles;

/// <summary>What a <see cref="SteppedStore"/> does to an operation.</summary>
public enum StepFate
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It does nothing and gives no answer, and so does every later one.</summary>
    DiesBefore,

    /// <summary>It is done and gives no answer; every later one does nothing and gives none either.</summary>
    DiesAfter,

    /// <summary>It is not done, and says that it failed.</summary>
    FailsBefore,

    /// <summary>It is done, and says that it failed.</summary>
    FailsAfter,
}
