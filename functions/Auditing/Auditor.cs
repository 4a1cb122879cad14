using ImmuFunctions.Azure.Stores;
using ImmuFunctions.Client.Auditing;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Functions.Options;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Service.Databases;
using AuditOptions = ImmuFunctions.Ledger.Auditing.AuditOptions;
using AuditOutcome = ImmuFunctions.Ledger.Auditing.AuditOutcome;

namespace ImmuFunctions.Functions.Auditing;

/// <summary>Audits the ledgers of this host, and tells what it found: trail, log, metrics, webhook.</summary>
/// <remarks>One audit at a time in a process; those of other processes may overlap with it, and then one of them counts.</remarks>
internal sealed class Auditor : IAsyncDisposable
{
    private readonly FunctionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient? _http;
    private readonly AuditWebhook? _webhook;

    // Under _gate: opened with the first audit, then kept. What is in memory would be gone otherwise.
    private OpenStore? _trail;
    private readonly AuditTurns _turns = new();
    private Task _running = Task.CompletedTask;

    public Auditor(FunctionOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        (_options, _time, _loggers, _log) = (options, time, loggers, loggers.CreateLogger(AuditorLog.Category));
        if (options.Auditor.NotificationUrl is not { } url)
            return;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        _webhook = new AuditWebhook(_http, url, time);
    }

    /// <summary>Audits all databases, or as many of them as there is time for; the next audit goes on from there.</summary>
    /// <param name="ledgers">Where they lie.</param>
    /// <param name="signerPoint">Public point of the key that this host signs with; empty for none.</param>
    /// <param name="time">For all together; null: as long as it takes.</param>
    /// <param name="cancellationToken">Gives up; what was audited before stays.</param>
    /// <returns>What was found, one for each database.</returns>
    /// <exception cref="LedgerException">The audit's own store cannot be opened.</exception>
    public async Task<IReadOnlyList<AuditKept>> RunAsync(OpenStore ledgers, ReadOnlyMemory<byte> signerPoint, TimeSpan? time, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _trail ??= await ledgers.OpenAuditAsync(_options.Store, _options.Auditor.Store, _loggers, cancellationToken);
            var trail = new AuditTrail(_trail.Blobs);
            IBlobStore store = ledgers.AsItLies;
            AuditOptions options = _options.Auditor.Audit with { SignerPoint = signerPoint, Time = _time };
            _turns.Begin(await NamesAsync(trail, store, cancellationToken), time, options.Deadline, _time);
            var found = new List<AuditKept>();
            while (_turns.TryNext(out string? database, out TimeSpan deadline))
            {
                AuditKept kept = await AuditAsync(trail, store, database, OptionsFor(database, options) with { Deadline = deadline }, cancellationToken);
                await TellAsync(kept, cancellationToken);
                found.Add(kept);
            }

            return found;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>From now on audits again and again, first at once.</summary>
    public void Start(Backend backend) => _running = Task.Run(() => LoopAsync(backend, _stopping.Token));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        if (_trail is not null)
            await _trail.DisposeAsync();
        _http?.Dispose();
        _stopping.Dispose();
        _gate.Dispose();
    }

    // Those that lie in the store, and those that are remembered: a database that has gone from the store was removed. Either alone must do if the other does not answer.
    private async Task<SortedSet<string>> NamesAsync(AuditTrail trail, IBlobStore store, CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal) { DatabaseCatalog.DefaultName };
        await AddAsync(StoredDatabases.ListAsync(store, cancellationToken));
        await AddAsync(trail.FoldersAsync(cancellationToken).Select(folder => DatabaseFolder.TryParse(folder, out string? name) ? name : DatabaseCatalog.DefaultName));
        return names;

        async Task AddAsync(IAsyncEnumerable<string> more)
        {
            try
            {
                await foreach (string name in more)
                    names.Add(name);
            }
            catch (LedgerException e)
            {
                AuditorLog.NotListed(_log, e.Message);
            }
        }
    }

    // The name in a verifier key is that of one log. What is given for defaultdb is the key of all.
    private static AuditOptions OptionsFor(string database, AuditOptions options) => database != DatabaseCatalog.DefaultName && options.Key is { } key
        ? options with { Key = null, KeyPoint = key.PublicPoint.ToArray() }
        : options;

    // What is remembered may be unreadable, or out of reach: that is told like any other audit that could not be done.
    private async Task<AuditKept> AuditAsync(AuditTrail trail, IBlobStore store, string database, AuditOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await trail.RunAsync(store, DatabaseFolder.Of(database) + "/", database, options, cancellationToken);
        }
        catch (LedgerException e)
        {
            var verdict = new AuditVerdict { Id = options.NewKey(), Database = database, At = _time.GetUtcNow(), Outcome = AuditOutcome.NotDone, Reason = e.Message };
            return new AuditKept(verdict, IsSuperseded: false, null);
        }
    }

    private async Task TellAsync(AuditKept kept, CancellationToken cancellationToken)
    {
        AuditVerdict verdict = kept.Verdict;
        string id = AuditVerdictJson.IdOf(verdict);
        if (kept.IsSuperseded)
        {
            AuditorLog.Superseded(_log, verdict.Database);
            return;
        }

        if (verdict.Failure is { } failure)
            AuditorLog.Failed(_log, id, verdict.Database, failure.Fault, failure.Entries, failure.What, failure.Expected, failure.Found, verdict.PreviousSize, verdict.PreviousRoot.ToString());
        else if (verdict.Outcome == AuditOutcome.NotDone)
            AuditorLog.NotDone(_log, verdict.Database, verdict.Reason ?? "");
        else
            AuditorLog.Passed(_log, id, verdict.ToString());
        if (kept.NotKept is { } reason)
            AuditorLog.NotKept(_log, id, verdict.Database, reason.Message);
        AuditorMetrics.Record(verdict);
        bool isCheck = verdict.Outcome == AuditOutcome.Failed || (verdict.Outcome == AuditOutcome.Passed && verdict.PreviousSize > 0);
        if (_webhook is not null && isCheck && await _webhook.PostAsync(NotificationOf(verdict), cancellationToken) is { } fault)
            AuditorLog.NotNotified(_log, fault);
    }

    private AuditNotification NotificationOf(AuditVerdict verdict) => new()
    {
        Username = _options.Auditor.NotificationUsername,
        Password = _options.Auditor.NotificationPassword,
        Database = verdict.Database,
        RunAt = verdict.At,
        Tampered = verdict.Outcome == AuditOutcome.Failed,
        PreviousRoot = NotifiedRoot.Of(verdict.PreviousSize, verdict.PreviousRoot),
        // After a failure there is no root to believe in.
        CurrentRoot = verdict.Outcome == AuditOutcome.Failed ? NotifiedRoot.None : NotifiedRoot.Of(verdict.Size, verdict.Root),
        Failure = verdict.Failure?.ToString(),
    };

    private async Task LoopAsync(Backend backend, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await LoopOnceAsync(backend, stopping);
                await Task.Delay(_options.Auditor.Interval, _time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task LoopOnceAsync(Backend backend, CancellationToken stopping)
    {
        try
        {
            await AuditorTimer.AuditAsync(backend, null, stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // An auditor that has ended quietly would look like one that finds nothing.
            AuditorLog.Unexpected(_log, e);
        }
    }
}
