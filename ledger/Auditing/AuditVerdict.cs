using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>What one audit of one ledger found.</summary>
public sealed record AuditVerdict
{
    /// <summary>Names this verdict among all.</summary>
    public required UInt128 Id { get; init; }

    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>When the audit began, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>How it ended.</summary>
    public required AuditOutcome Outcome { get; init; }

    /// <summary>The run's number for this database; as in the state that it left.</summary>
    public ulong Sequence { get; init; }

    /// <summary>What is wrong; null unless <see cref="AuditOutcome.Failed"/>.</summary>
    public AuditFailure? Failure { get; init; }

    /// <summary>Why it could not be done; null unless <see cref="AuditOutcome.NotDone"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>Entries remembered before.</summary>
    public ulong PreviousSize { get; init; }

    /// <summary>Their root.</summary>
    public Hash PreviousRoot { get; init; } = Hash.EmptyTree;

    /// <summary>Entries remembered now: as before, if it failed.</summary>
    public ulong Size { get; init; }

    /// <summary>Their root.</summary>
    public Hash Root { get; init; } = Hash.EmptyTree;

    /// <summary>New entries that were read.</summary>
    public ulong NewEntries { get; init; }

    /// <summary>Old entries that were read again.</summary>
    public ulong ReadAgain { get; init; }

    /// <summary>Entries that were read and hashed, old and new, and found to follow from those before them; of an audit that failed or was not done, up to there.</summary>
    public ulong ReadEntries { get; init; }

    /// <summary>How much of the old has been read again since it was last begun with, in entries.</summary>
    public ulong SweptTo { get; init; }

    /// <summary>Whether the log was read to its end; otherwise the next audit goes on.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The log has at least so many entries.</summary>
    public ulong KnownSize { get; init; }

    /// <summary>Hash and position tiles that were compared with the log.</summary>
    public long TilesCompared { get; init; }

    /// <summary>Those that were not there: they are made when they are needed.</summary>
    public long TilesMissing { get; init; }

    /// <summary>Runs of the index whose rows were compared with the log.</summary>
    public int RunsCompared { get; init; }

    /// <summary>Runs that were passed over for their size.</summary>
    public int RunsPassedOver { get; init; }

    /// <summary>Entries of the published checkpoint; 0 for none.</summary>
    public ulong CheckpointSize { get; init; }

    /// <summary>Whether the checkpoint's root was compared with the log's.</summary>
    public bool CheckpointCompared { get; init; }

    /// <summary>Id of the key that signs checkpoints, in hexadecimal; null if none is known, so that no signature could be checked.</summary>
    public string? KeyId { get; init; }

    /// <summary>The verdict in one line, without keys or values of users.</summary>
    public override string ToString() => Outcome switch
    {
        AuditOutcome.Passed => IsWhole
            ? $"{Database}: passed. {Size} entries, root {Root}; {NewEntries} new, {ReadAgain} read again"
            : $"{Database}: passed so far. {Size} of at least {KnownSize} entries, root {Root}; {NewEntries} new, {ReadAgain} read again",
        AuditOutcome.Failed => $"{Database}: FAILED. {Failure}. Remembered: {PreviousSize} entries, root {PreviousRoot}",
        AuditOutcome.NothingToCheck => $"{Database}: nothing to check, the log is empty",
        _ => $"{Database}: could not be audited: {Reason}",
    };
}
