using ImmuFunctions.Ledger;

namespace ImmuFunctions.LocalHost;

/// <summary>What the process ends with; the same numbers as every program of the project (docs/errors.md).</summary>
internal static class ExitCode
{
    public static int Of(LedgerErrorKind kind) => kind switch
    {
        LedgerErrorKind.Invalid => 2,
        LedgerErrorKind.NotFound => 3,
        LedgerErrorKind.Conflict => 4,
        LedgerErrorKind.Denied => 5,
        LedgerErrorKind.Unavailable => 6,
        LedgerErrorKind.Corrupt => 7,
        _ => 1,
    };
}
