namespace ImmuFunctions.Simulator.Cloud;

/// <summary>What was done to a run, and what came of it: counted, so that a run without faults is noticed.</summary>
internal enum Fault
{
    FailedBefore,
    RefusedAppend,
    FailedAfter,
    LateAppend,
    LatePut,
    LateOther,
    SlowCall,
    Conflict,
    ListedTooLittle,
    ListedTooMuch,
    LostTile,
    LostPositions,
    LostRun,
    LostManifest,
    Death,
    DeathInUpload,
    DeathAfterEffect,
    RequestLostInDeath,
    Pause,
    Stop,
    CancelledCall,
    IndexDeletedByOperator,
}
