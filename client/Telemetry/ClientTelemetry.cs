using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ImmuFunctions.Client.Telemetry;

/// <summary>What a client measures, for OpenTelemetry: source and meter <c>ImmuFunctions.Client</c>.</summary>
internal static class ClientTelemetry
{
    public const string Name = "ImmuFunctions.Client";

    private static readonly Meter Meter = new(Name);

    /// <summary>One activity for each method called, named after it.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>Seconds a method took, by <c>operation</c> and <c>outcome</c> (<c>ok</c>, <c>tampered</c>, <c>cancelled</c> or the status code).</summary>
    public static Histogram<double> Duration { get; } = Meter.CreateHistogram<double>("immufunctions.client.duration", "s", "Time a method of the client took.");

    /// <summary>Tries after the first, by <c>rpc</c>.</summary>
    public static Counter<long> Retries { get; } = Meter.CreateCounter<long>("immufunctions.client.retries", "{try}", "Calls sent again.");

    /// <summary>Answers that did not hold, by <c>check</c>.</summary>
    public static Counter<long> Tampered { get; } = Meter.CreateCounter<long>("immufunctions.client.tampered", "{answer}", "Answers that did not hold.");

    /// <summary>Logins.</summary>
    public static Counter<long> Logins { get; } = Meter.CreateCounter<long>("immufunctions.client.logins", "{login}", "Logins made.");

    /// <summary>Entries imported.</summary>
    public static Counter<long> Imported { get; } = Meter.CreateCounter<long>("immufunctions.client.imported", "{entry}", "Entries imported and verified.");
}
