using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Bench.Contention;

/// <summary>A place for a host: the process in it is killed and replaced by another.</summary>
/// <param name="settings">What every process is started with.</param>
internal sealed class Host(IReadOnlyList<string> settings) : IAsyncDisposable
{
    private HostProcess? _process;
    private GrpcChannel? _channel;
    private volatile ImmuServiceClient? _client;

    /// <summary>Calls the process that is there now, or the one that was there last.</summary>
    public ImmuServiceClient Client => _client ?? throw new InvalidOperationException("the host has not been started");

    /// <summary>Memory of the process that is in RAM now, in bytes.</summary>
    public long ResidentBytes => _process!.ResidentBytes;

    /// <summary>Starts a process and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _process = await HostProcess.StartAsync(settings, cancellationToken);
        GrpcChannel? before = _channel;
        _channel = new GrpcChannel(_process.Address);
        _client = new ImmuServiceClient(_channel);
        before?.Dispose();
    }

    /// <summary>Kills the process (SIGKILL) in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }

    /// <summary>Asks the process to stop and waits for its end.</summary>
    public async Task StopAsync()
    {
        await _process!.StopAsync();
        await DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (_process is { } process)
            await process.DisposeAsync();
        _process = null;
    }
}
