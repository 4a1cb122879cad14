using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Bench.Hosting;

/// <summary>The local host as a process of its own, on a free port of the loopback address.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(10);

    private readonly Process _process;
    private readonly HostOutput _output;
    private readonly Stopwatch _clock;

    private HostProcess(Process process, Uri address, Stopwatch clock) =>
        (_process, _output, Address, _clock) = (process, new HostOutput(process), address, clock);

    /// <summary>Where the host listens: gRPC without TLS.</summary>
    public Uri Address { get; }

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan TimeToReady { get; private set; }

    /// <summary>Time since the start of the process.</summary>
    public TimeSpan Age => _clock.Elapsed;

    /// <summary>Memory of the process that is in RAM now (Linux: VmRSS), in bytes.</summary>
    public long ResidentBytes => Now.WorkingSet64;

    /// <summary>The most memory of the process that ever was in RAM (Linux: VmHWM), in bytes.</summary>
    public long PeakResidentBytes => Now.PeakWorkingSet64;

    /// <summary>Processor time used by all its threads so far.</summary>
    public TimeSpan ProcessorTime => Now.TotalProcessorTime;

    /// <summary>What it has written so far.</summary>
    public ProcessWrites Writes => ProcessWrites.Of(_process.Id);

    private Process Now
    {
        get
        {
            _process.Refresh();
            return _process;
        }
    }

    /// <summary>Starts a host over <paramref name="folder"/> and waits until it answers.</summary>
    /// <exception cref="BenchmarkException">It ended instead, or never answered; the message holds what it printed.</exception>
    public static Task<HostProcess> StartAsync(string folder, CancellationToken cancellationToken) => StartAsync(["--dir", folder], cancellationToken);

    /// <summary>Starts a host with these settings, on a free port of the loopback address, and waits until it answers.</summary>
    /// <exception cref="BenchmarkException">It ended instead, or never answered; the message holds what it printed.</exception>
    public static async Task<HostProcess> StartAsync(IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { BuiltHost.Find(), "--address", "127.0.0.1", "--port", port },
        };
        foreach (var setting in settings)
            start.ArgumentList.Add(setting);
        var clock = Stopwatch.StartNew();
        var host = new HostProcess(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}"), clock);
        try
        {
            await host.BecomeReadyAsync(cancellationToken);
            host.TimeToReady = host.Age;
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the host to stop (SIGTERM) and waits for its end.</summary>
    /// <exception cref="BenchmarkException">It did not end well.</exception>
    public async Task StopAsync()
    {
        if (SendSignal(_process.Id, SigTerm) != 0)
            throw new BenchmarkException($"process {_process.Id} took no signal");
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        if (_process.ExitCode != 0)
            throw new BenchmarkException($"the host ended with exit code {_process.ExitCode}:\n{_output}");
    }

    /// <summary>Kills the process if it still runs (SIGKILL), and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private async Task BecomeReadyAsync(CancellationToken cancellationToken)
    {
        using var channel = new GrpcChannel(Address);
        var client = new ImmuServiceClient(channel);
        while (true)
        {
            try
            {
                await client.HealthAsync(cancellationToken: cancellationToken);
                return;
            }
            catch (RpcException) when (_process.HasExited)
            {
                // Also waits for the last lines of output.
                await _process.WaitForExitAsync(cancellationToken);
                throw new BenchmarkException($"the host ended with exit code {_process.ExitCode}:\n{_output}");
            }
            catch (RpcException fault)
            {
                if (fault.Code != StatusCode.Unavailable || Age > Patience)
                    throw new BenchmarkException($"the host is not ready: {fault.Message}\n{_output}");
                await Task.Delay(BetweenTries, cancellationToken);
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
