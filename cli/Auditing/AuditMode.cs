using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Connecting;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;
using ImmuFunctions.Client.Auditing;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Cli.Auditing;

/// <summary>Audits a ledger, one database at each check, and tells what it found.</summary>
/// <param name="settings">What and as whom.</param>
/// <param name="run">The command.</param>
/// <param name="roots">What the auditor remembers; apart from what clients do.</param>
/// <param name="gauges">Show the last check's outcome.</param>
internal sealed class AuditMode(AuditModeSettings settings, CommandRun run, ITrustedRoots roots, AuditGauges gauges) : IAsyncDisposable
{
    private readonly ConnectionSettings _connection = run.Connection;
    private readonly TimeProvider _time = run.Terminal.Time;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private LedgerClient? _ledger;
    private AuditCycle? _cycle;

    /// <summary>How many databases are still to be checked before the list is asked for again.</summary>
    public int Remaining => _cycle?.Remaining ?? 0;

    /// <summary>Checks whether the user can log in at all.</summary>
    /// <exception cref="FailureException">No.</exception>
    public async Task TryLoginAsync(CancellationToken cancellationToken)
    {
        if (!settings.LogsIn)
            return;
        try
        {
            LedgerClient ledger = await ConnectAsync(cancellationToken);
            var request = new LoginRequest { User = ByteString.CopyFromUtf8(settings.Username), Password = settings.Password };
            await ledger.Rpcs.UnaryAsync(ImmuService.Descriptor.FindMethodByName("Login"), request, new RpcCall(cancellationToken));
        }
        catch (Exception e) when (Failures.Of(e) is { } failure && e is not OperationCanceledException)
        {
            throw new FailureException(failure with { Message = $"Invalid login operation: {failure.Message}" }, e);
        }
    }

    /// <summary>Makes one check and tells about it.</summary>
    public async Task<AuditReport> CheckAsync(CancellationToken cancellationToken)
    {
        AuditReport report = await ReportAsync(cancellationToken);
        gauges.Record(report);
        run.Printer.Write(Fields(report));
        if (settings.NotificationUrl is { } url && report.WasChecked
            && await new AuditWebhook(_http, url, _time).PostAsync(AuditNotification.Of(report, settings.NotificationUsername, settings.NotificationPassword), cancellationToken) is { } fault)
            await run.Terminal.Error.WriteLineAsync($"warning: nobody was told about the audit: {Screen.Safe(fault)}");
        return report;
    }

    /// <summary>Checks again and again, until it is told to stop.</summary>
    public async Task RepeatAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await CheckAsync(cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // An auditor that has ended quietly would look like one that finds nothing.
                await run.Terminal.Error.WriteLineAsync($"error: the auditor met something unexpected and goes on: {Screen.Safe(e.Message)}");
            }

            await Task.Delay(settings.Interval, _time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_ledger is not null)
            await _ledger.DisposeAsync();
    }

    private async Task<LedgerClient> ConnectAsync(CancellationToken cancellationToken) =>
        _ledger ??= await LedgerSession.ConnectBareAsync(_connection, cancellationToken);

    private async Task<AuditReport> ReportAsync(CancellationToken cancellationToken)
    {
        string address = $"{_connection.Address.Host}:{_connection.Address.Port}";
        try
        {
            LedgerClient ledger = await ConnectAsync(cancellationToken);
            _cycle ??= new AuditCycle(
                ledger.Rpcs,
                roots,
                new AuditOptions
                {
                    ServerAddress = address,
                    Username = settings.Username,
                    Password = settings.Password,
                    Databases = settings.Databases,
                    RequireSignatures = settings.RequireSignatures,
                },
                _time);
            return await _cycle.RunAsync(cancellationToken);
        }
        catch (LedgerClientException e)
        {
            return new AuditReport { RunAt = _time.GetUtcNow(), ServerAddress = address, Failure = e.Message };
        }
    }

    private static IReadOnlyList<Field> Fields(AuditReport report) =>
    [
        Field.Of("time", report.RunAt),
        Field.Of("outcome", report.Outcome switch
        {
            AuditOutcome.Passed => "passed",
            AuditOutcome.NothingChecked => "nothing to check yet",
            AuditOutcome.Tampered => "TAMPERED",
            _ => "could not be audited",
        }),
        Field.Of("server", report.Server.Length == 0 ? report.ServerAddress : report.Server),
        Field.Of("database", report.Database.Length == 0 ? null : report.Database),
        Field.Of("previous", report.Previous.IsNone ? null : report.Previous.ToString()),
        Field.Of("current", report.Current.IsNone ? null : report.Current.ToString()),
        Field.Of("failure", report.Failure),
    ];
}
