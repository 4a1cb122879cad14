using Google.Protobuf;
using Google.Protobuf.Reflection;
using ImmuFunctions.Functions.Options;
using ImmuFunctions.Protocol.Calls;

namespace ImmuFunctions.Functions.Hosting;

/// <summary>What the functions work on. The ledgers are opened when they are first asked for, and again if that failed.</summary>
internal sealed class Backend(FunctionOptions options, ILoggerFactory loggers) : IRpcInvoker, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();

    // Under _lock.
    private Task<OpenLedgers>? _opening;

    public FunctionOptions Options => options;

    public ILoggerFactory Loggers => loggers;

    /// <summary>The rpcs, wherever they are answered.</summary>
    public IRpcInvoker Rpcs => this;

    /// <summary>The ledgers of this process.</summary>
    /// <exception cref="Ledger.LedgerException">They cannot be opened; the next call tries again.</exception>
    public Task<OpenLedgers> LedgersAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
                _opening = Task.Run(() => OpenLedgers.OpenAsync(options, loggers, _stopping.Token), CancellationToken.None); // whoever else waits does not give up with this caller
            return _opening.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until calls can be answered.</summary>
    /// <exception cref="Ledger.LedgerException">They cannot.</exception>
    public async Task RequireReadyAsync(CancellationToken cancellationToken)
    {
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
