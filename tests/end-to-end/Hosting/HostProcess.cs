using System.Diagnostics;
using System.Runtime.InteropServices;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Hosting;

/// <summary>The built local host as a process of its own, on a free port of the loopback address.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ProcessOutput _output;
    private readonly GrpcChannelOptions? _tls;

    private HostProcess(Process process, int port, GrpcChannelOptions? tls)
    {
        _process = process;
        _output = new ProcessOutput(process);
        _tls = tls;
        Port = port;
        Address = new Uri($"{(tls is null ? "http" : "https")}://127.0.0.1:{port}");
    }

    /// <summary>Where the host listens: gRPC, over TLS if it was started so.</summary>
    public Uri Address { get; }

    /// <summary>Port of <see cref="Address"/>.</summary>
    public int Port { get; }

    /// <summary>Everything printed so far.</summary>
    public string Output => _output.ToString();

    /// <summary>Starts a host over <paramref name="folder"/> and waits until it answers.</summary>
    /// <param name="folder">Data directory.</param>
    /// <param name="arguments">Flags beside <c>--dir</c>, <c>--port</c> and <c>--address</c>.</param>
    /// <exception cref="HostRefusedException">The process ended instead.</exception>
    public static Task<HostProcess> StartAsync(string folder, params IReadOnlyList<string> arguments) => StartAsync(folder, null, arguments);

    /// <summary>Starts a host over <paramref name="folder"/> and waits until it answers.</summary>
    /// <param name="folder">Data directory.</param>
    /// <param name="tls">How it is asked over TLS whether it is ready; null if it is started without.</param>
    /// <param name="arguments">Flags beside <c>--dir</c>, <c>--port</c> and <c>--address</c>.</param>
    /// <exception cref="HostRefusedException">The process ended instead.</exception>
    public static async Task<HostProcess> StartAsync(string folder, GrpcChannelOptions? tls, IReadOnlyList<string> arguments)
    {
        var host = Launch(folder, tls, arguments);
        try
        {
            await host.BecomeReadyAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has printed <paramref name="text"/>.</summary>
    /// <param name="text">Part of a line.</param>
    /// <param name="from">What it printed before, in characters of <see cref="Output"/>, does not count.</param>
    /// <exception cref="TimeoutException">It does not.</exception>
    public async Task PrintsAsync(string text, int from = 0)
    {
        for (var waited = Stopwatch.StartNew(); Output.IndexOf(text, from, StringComparison.Ordinal) < 0; await Task.Delay(TimeSpan.FromMilliseconds(20)))
        {
            if (waited.Elapsed > Patience)
                throw new TimeoutException($"The host does not print '{text}':\n{Output}");
        }
    }

    /// <summary>Asks the host to stop (SIGTERM) and waits for its end; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        RequestStop();
        return await ExitAsync();
    }

    /// <summary>Sends SIGTERM and returns at once.</summary>
    public void RequestStop()
    {
        if (SendSignal(_process.Id, SigTerm) != 0)
            throw new InvalidOperationException($"Process {_process.Id} took no signal.");
    }

    /// <summary>Ends the process as a crash would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>Waits until the process has ended by itself; the exit code.</summary>
    /// <exception cref="TimeoutException">It runs on.</exception>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The host does not end:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static HostProcess Launch(string folder, GrpcChannelOptions? tls, IReadOnlyList<string> arguments)
    {
        var port = FreePort.Next();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        string[] all =
        [
            BuiltHost(), "--dir", folder, "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--address", "127.0.0.1", .. arguments,
        ];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        return new HostProcess(Process.Start(start)!, port, tls);
    }

    // The tests are built to bin/<configuration>/<framework>, and so is the host.
    private static string BuiltHost()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var path = RepositoryRoot.File(
            "local-host", "bin", framework.Parent!.Name, framework.Name, "ImmuFunctions.LocalHost.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("Build the local host first.", path);
    }

    private async Task BecomeReadyAsync()
    {
        using var channel = new GrpcChannel(Address, _tls);
        var client = new ImmuServiceClient(channel);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await client.HealthAsync();
                return;
            }
            catch (RpcException) when (_process.HasExited)
            {
                // WaitForExit without a limit also waits for the last lines of output.
                await _process.WaitForExitAsync();
                throw new HostRefusedException(_process.ExitCode, Output);
            }
            catch (RpcException fault) when (fault.Code == StatusCode.Unavailable && waited.Elapsed < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
            catch (RpcException fault)
            {
                throw new InvalidOperationException($"The host is not ready: {fault.Message}\n{Output}", fault);
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
