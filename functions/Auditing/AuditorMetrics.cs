using System.Diagnostics.Metrics;
using ImmuFunctions.Ledger.Auditing;

namespace ImmuFunctions.Functions.Auditing;

/// <summary>What the auditor of this host's ledgers measures, per database.</summary>
internal static class AuditorMetrics
{
    private static readonly Meter Meter = new(AuditorLog.Category);
    private static readonly Gauge<int> Result = Meter.CreateGauge<int>("immufunctions.audit.result", description: "1 passed, 0 tampered with, -1 nothing to check, -2 could not be done");
    private static readonly Gauge<long> Size = Meter.CreateGauge<long>("immufunctions.audit.size", unit: "{entry}", description: "Entries that were audited");
    private static readonly Gauge<long> LastRun = Meter.CreateGauge<long>("immufunctions.audit.last_run", unit: "s", description: "Unix time of the last audit");
    private static readonly Counter<long> ReadAgain = Meter.CreateCounter<long>("immufunctions.audit.read_again", unit: "{entry}", description: "Old entries that were read again");

    /// <summary>Records a verdict.</summary>
    public static void Record(AuditVerdict verdict)
    {
        var database = new KeyValuePair<string, object?>("database", verdict.Database);
        Result.Record(ResultOf(verdict.Outcome), database);
        Size.Record((long)verdict.Size, database);
        LastRun.Record(verdict.At.ToUnixTimeSeconds(), database);
        ReadAgain.Add((long)verdict.ReadAgain, database);
    }

    private static int ResultOf(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Passed => 1,
        AuditOutcome.Failed => 0,
        AuditOutcome.NothingToCheck => -1,
        _ => -2,
    };
}
