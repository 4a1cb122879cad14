namespace ImmuFunctions.Ledger;

/// <summary>The situations a ledger can be in when it cannot do what was asked.</summary>
/// <remarks>docs/errors.md maps each kind once: gRPC code, HTTP status, exit code, retry advice.</remarks>
public enum LedgerErrorKind
{
    /// <summary>The request breaks a rule; the same request will fail again.</summary>
    Invalid,

    /// <summary>What was asked for is not in the ledger.</summary>
    NotFound,

    /// <summary>Another writer was first; the request may be tried again.</summary>
    Conflict,

    /// <summary>The caller may not do this.</summary>
    Denied,

    /// <summary>The storage did not do its work this time (full, unreachable, failing); nothing is known to be damaged.</summary>
    Unavailable,

    /// <summary>Stored bytes are not what was written: damage or tampering. The message names the blob and, where known, the entry.</summary>
    Corrupt,
}
