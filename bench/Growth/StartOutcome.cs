namespace ImmuFunctions.Bench.Growth;

/// <summary>What starting over a ledger came to, beside starting over nothing.</summary>
/// <param name="Bare">Over a new folder, until a client was logged in.</param>
/// <param name="FromDisk">Over the ledger, its files dropped from the page cache, until the first verified read.</param>
/// <param name="FromPageCache">Over the ledger right after that, until the first verified read.</param>
internal sealed record StartOutcome(StartFigures Bare, StartFigures FromDisk, StartFigures FromPageCache);
