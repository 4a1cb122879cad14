using System.Diagnostics.Metrics;
using ImmuFunctions.Client.Trust;

namespace ImmuFunctions.Client.Auditing;

/// <summary>What the auditor measures, under immudb's own names.</summary>
/// <remarks>Spec section 14.1: where no root was checked, the gauges of roots are −1, where the check failed −2.</remarks>
public static class AuditMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ImmuFunctions.Audit";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Gauge<long> Result = Meter.CreateGauge<long>("immuclient_audit_result_per_server", description: "1 passed, 0 tampered with, -1 nothing checked, -2 failed");
    private static readonly Gauge<long> Current = Meter.CreateGauge<long>("immuclient_audit_curr_root_per_server", description: "Index of the root the ledger gave");
    private static readonly Gauge<long> Previous = Meter.CreateGauge<long>("immuclient_audit_prev_root_per_server", description: "Index of the root remembered before");
    private static readonly Gauge<long> RunAt = Meter.CreateGauge<long>("immuclient_audit_run_at_per_server", unit: "s", description: "Unix time of the last check");

    /// <summary>Records a report.</summary>
    public static void Record(AuditReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        KeyValuePair<string, object?>[] labels = [new("server_id", report.Server), new("server_address", report.ServerAddress)];
        Result.Record((long)report.Outcome, labels);
        Current.Record(report.WasChecked ? IndexOf(report.Current) : (long)report.Outcome, labels);
        Previous.Record(report.WasChecked ? IndexOf(report.Previous) : (long)report.Outcome, labels);
        RunAt.Record(report.RunAt.ToUnixTimeSeconds(), labels);
    }

    private static long IndexOf(TrustedRoot root) => (long)root.LastIndex;
}
