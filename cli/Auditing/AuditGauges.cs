using System.Globalization;
using System.Text;
using ImmuFunctions.Client.Auditing;
using ImmuFunctions.Client.Trust;

namespace ImmuFunctions.Cli.Auditing;

/// <summary>The gauges of the last checks, one line for each ledger, in Prometheus's text format.</summary>
/// <remarks>Spec section 14.1: where no root was checked, the gauges of roots are −1, where the check failed −2. Thread-safe.</remarks>
internal sealed class AuditGauges
{
    private static readonly (string Name, string Help, Func<AuditReport, long> Value)[] Gauges =
    [
        ("immuclient_audit_result_per_server", "1 passed, 0 tampered with, -1 nothing checked, -2 failed", report => (long)report.Outcome),
        ("immuclient_audit_curr_root_per_server", "Index of the root the ledger gave", report => RootOf(report, report.Current)),
        ("immuclient_audit_prev_root_per_server", "Index of the root remembered before", report => RootOf(report, report.Previous)),
        ("immuclient_audit_run_at_per_server", "Unix time of the last check", report => report.RunAt.ToUnixTimeSeconds()),
    ];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, AuditReport> _last = new(StringComparer.Ordinal);

    /// <summary>Shows a check from now on.</summary>
    public void Record(AuditReport report)
    {
        lock (_lock)
            _last[Labels(report)] = report;
    }

    /// <summary>The page that Prometheus reads.</summary>
    public string Format()
    {
        KeyValuePair<string, AuditReport>[] last;
        lock (_lock)
            last = [.. _last];
        var page = new StringBuilder();
        foreach ((string name, string help, Func<AuditReport, long> value) in Gauges)
        {
            page.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
            foreach ((string labels, AuditReport report) in last)
                page.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {value(report)}\n");
        }

        return page.ToString();
    }

    private static long RootOf(AuditReport report, TrustedRoot root) => report.WasChecked ? (long)root.LastIndex : (long)report.Outcome;

    private static string Labels(AuditReport report) => $"server_address=\"{Escape(report.ServerAddress)}\",server_id=\"{Escape(report.Server)}\"";

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
