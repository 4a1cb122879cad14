using System.Diagnostics;
using System.Diagnostics.Metrics;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Telemetry;

/// <summary>What the rpcs tell of themselves to whoever listens: a span and a duration each, with name and outcome and nothing of what was sent.</summary>
public static class RpcTelemetry
{
    /// <summary>Of the spans and of the meter.</summary>
    public const string Name = "ImmuFunctions.Service";

    /// <summary>Seconds per rpc by <c>rpc.service</c>, <c>rpc.method</c> and <c>rpc.response.status_code</c>; its count is the number of calls.</summary>
    public const string DurationName = "immufunctions.rpc.duration";

    private const string ServiceTag = "rpc.service";
    private const string MethodTag = "rpc.method";
    private const string CodeTag = "rpc.response.status_code";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(DurationName, "s", "How long calls of rpcs take in the ledger's service.");

    /// <summary>Whether anybody wants to know. Two reads of memory.</summary>
    internal static bool IsListenedTo => Duration.Enabled || Source.HasListeners();

    /// <summary>Runs a call and tells how it ended.</summary>
    /// <param name="service">Full name of the rpc's service.</param>
    /// <param name="rpc">Its name.</param>
    /// <param name="state">For <paramref name="call"/>.</param>
    /// <param name="call">The call.</param>
    internal static async ValueTask<TResult> MeasureAsync<TState, TResult>(string service, string rpc, TState state, Func<TState, ValueTask<TResult>> call)
    {
        using Activity? span = Source.StartActivity(rpc, ActivityKind.Internal);
        long startedAt = Stopwatch.GetTimestamp();
        StatusCode code = StatusCode.Ok;
        try
        {
            return await call(state).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            code = CodeOf(e);
            // Without the text: it may name a key.
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            string codeName = code.ToString();
            span?.SetTag(ServiceTag, service).SetTag(MethodTag, rpc).SetTag(CodeTag, codeName);
            Duration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, new(ServiceTag, service), new(MethodTag, rpc), new(CodeTag, codeName));
        }
    }

    private static StatusCode CodeOf(Exception exception) => exception switch
    {
        RpcException rpc => rpc.Code,
        LedgerException fault => LedgerFaults.CodeOf(fault.Kind),
        OperationCanceledException => StatusCode.Cancelled,
        _ => StatusCode.Unknown,
    };
}
