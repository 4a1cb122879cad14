using ImmuFunctions.Client.Auditing;

namespace ImmuFunctions.Functions.Gateway;

/// <summary>Audits the ledger elsewhere at intervals: logs, measures and reports what each check found.</summary>
internal sealed class AuditLoop : IAsyncDisposable
{
    private readonly AuditSettings _settings;
    private readonly AuditCycle _cycle;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient? _http;
    private readonly AuditWebhook? _webhook;
    private Task _running = Task.CompletedTask;
    private volatile AuditReport? _last;

    public AuditLoop(AuditSettings settings, RemoteLedger ledger, TimeProvider time, ILoggerFactory loggers)
    {
        (_settings, _time, _log) = (settings, time, loggers.CreateLogger(AuditMetrics.MeterName));
        _cycle = new AuditCycle(ledger.Rpcs, ledger.Roots, settings.Options, time);
        if (settings.NotificationUrl is { } url)
        {
            _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
            _webhook = new AuditWebhook(_http, url, time);
        }
    }

    /// <summary>The last report; null before the first check has ended.</summary>
    public AuditReport? Last => _last;

    /// <summary>Begins, with a check at once.</summary>
    public void Start() => _running = Task.Run(() => RunAsync(_stopping.Token));

    /// <summary>Makes one check and tells about it.</summary>
    public async Task<AuditReport> CheckAsync(CancellationToken cancellationToken)
    {
        AuditReport report = await _cycle.RunAsync(cancellationToken);
        _last = report;
        AuditLog.Write(_log, report);
        AuditMetrics.Record(report);
        if (_webhook is not null && report.WasChecked && await _webhook.PostAsync(AuditNotification.Of(report, _settings.NotificationUsername, _settings.NotificationPassword), cancellationToken) is { } fault)
            AuditLog.NotNotified(_log, fault);
        return report;
    }

    /// <summary>Ends, in the middle of a check if need be: what it remembers is whole at any moment.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        _http?.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await CheckOnceAsync(stopping);
                await Task.Delay(_settings.Interval, _time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task CheckOnceAsync(CancellationToken stopping)
    {
        try
        {
            await CheckAsync(stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // An auditor that has ended quietly would look like one that finds nothing.
            AuditLog.Unexpected(_log, e);
        }
    }
}
