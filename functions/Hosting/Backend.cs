using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Functions.Auditing;
using ImmuFunctions.Functions.Gateway;
using ImmuFunctions.Functions.Options;
using ImmuFunctions.Functions.Rest.Verified;
using ImmuFunctions.Functions.Timers;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Functions.Hosting;

/// <summary>What the functions work on: the ledgers of this process, or, as a gateway, one elsewhere. The ledgers are opened when they are first asked for, and again if that failed.</summary>
internal sealed class Backend : IRpcInvoker, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();

    // Under _lock.
    private Task<OpenLedgers>? _opening;

    public Backend(FunctionOptions options, ILoggerFactory loggers)
    {
        (Options, Loggers) = (options, loggers);
        Remote = options.Gateway is { } gateway ? new RemoteLedger(gateway) : null;
        Verified = new VerifiedLedger(Remote?.Rpcs ?? this, Remote?.Roots, loggers);
        Auditor = new Auditor(options, TimeProvider.System, loggers);
        Audit = Remote is not null && options.Gateway?.Audit is { } audit ? new AuditLoop(audit, Remote, TimeProvider.System, loggers) : null;
    }

    public FunctionOptions Options { get; }

    public ILoggerFactory Loggers { get; }

    /// <summary>The rpcs, wherever they are answered.</summary>
    public IRpcInvoker Rpcs => Verified.Watched;

    /// <summary>The rpcs whose answers are verified.</summary>
    public VerifiedLedger Verified { get; }

    /// <summary>The ledger this host is a gateway to; null if it has its own.</summary>
    public RemoteLedger? Remote { get; }

    /// <summary>The auditor of <see cref="Remote"/>; null for none.</summary>
    public AuditLoop? Audit { get; }

    /// <summary>The auditor of the ledgers of this process.</summary>
    public Auditor Auditor { get; }

    /// <summary>The upkeep of the ledgers of this process.</summary>
    public UpkeepRounds Upkeep { get; } = new(TimeProvider.System);

    /// <summary>Whether the ledger is elsewhere: then there is no store here.</summary>
    public bool IsGateway => Remote is not null;

    /// <summary>The ledger's place in words, without secrets.</summary>
    public string Place => Remote?.ToString() ?? Options.Store.ToString();

    /// <summary>The ledgers of this process.</summary>
    /// <exception cref="Ledger.LedgerException">They cannot be opened; the next call tries again.</exception>
    /// <exception cref="RpcException">Unimplemented: this host is a gateway.</exception>
    public Task<OpenLedgers> LedgersAsync(CancellationToken cancellationToken)
    {
        if (IsGateway)
            throw new RpcException(StatusCode.Unimplemented, "this host is a gateway and has no ledger of its own: ask the ledger itself");
        lock (_lock)
        {
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
                _opening = Task.Run(() => OpenLedgers.OpenAsync(Options, Loggers, _stopping.Token), CancellationToken.None); // whoever else waits does not give up with this caller
            return _opening.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until calls can be answered.</summary>
    /// <exception cref="Ledger.LedgerException">They cannot.</exception>
    public async Task RequireReadyAsync(CancellationToken cancellationToken)
    {
        if (Remote is not null)
        {
            await Remote.RequireReadyAsync(cancellationToken);
            return;
        }

        OpenLedgers ledgers = await LedgersAsync(cancellationToken);
        await ledgers.Databases.Default.Ledger.SnapshotAsync(TimeSpan.FromSeconds(5), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call) =>
        await (await LedgersAsync(call.CancellationToken)).Rpcs.UnaryAsync(rpc, request, call);

    /// <inheritdoc/>
    public async ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call) =>
        await (await LedgersAsync(call.CancellationToken)).Rpcs.StreamAsync(rpc, request, send, call);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (Audit is not null)
            await Audit.DisposeAsync();
        await Auditor.DisposeAsync();
        Remote?.Dispose();
        Task<OpenLedgers>? opening;
        lock (_lock)
            opening = _opening;
        if (opening is not null)
        {
            await opening.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            if (opening.IsCompletedSuccessfully)
                await (await opening).DisposeAsync();
        }

        _stopping.Dispose();
    }
}
