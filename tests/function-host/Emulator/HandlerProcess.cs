using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace ImmuFunctions.HostEmulator.Tests.Emulator;

/// <summary>The custom handler as the Functions host starts it: its executable, with the port in the environment.</summary>
internal sealed class HandlerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenPolls = TimeSpan.FromMilliseconds(25);

    private readonly Process _process;
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private HandlerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
        process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Of 127.0.0.1, where the handler listens.</summary>
    public int Port { get; }

    public int Id => _process.Id;

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    /// <summary>Starts the handler and asks it for <c>/</c> every 25 ms until it answers with whatever.</summary>
    /// <param name="root">Where the deployment was unpacked.</param>
    /// <param name="settings">The app's settings: the handler's environment.</param>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    public static async Task<HandlerProcess> StartAsync(string root, IReadOnlyDictionary<string, string> settings)
    {
        HostConfiguration configuration = HostConfiguration.Read(root);
        int port = FreePort();
        var start = new ProcessStartInfo(Path.Combine(root, configuration.Executable), configuration.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = root,
        };
        foreach ((string name, string value) in settings)
            start.Environment[name] = value;
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["FUNCTIONS_HTTPWORKER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        var handler = new HandlerProcess(Process.Start(start)!, port);
        try
        {
            await handler.AnswersAsync();
            return handler;
        }
        catch
        {
            await handler.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to stop (SIGTERM) and waits for its end; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (SendSignal(_process.Id, SigTerm) != 0)
            throw new InvalidOperationException($"Process {_process.Id} took no signal.");
        await ExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Ends it as a crash would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private async Task AnswersAsync()
    {
        using var client = new HttpClient();
        var root = new Uri($"http://127.0.0.1:{Port}/");
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(BetweenPolls))
        {
            try
            {
                using HttpResponseMessage any = await client.GetAsync(root);
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited && waited.Elapsed < Patience)
            {
            }
            catch (HttpRequestException e)
            {
                throw new TimeoutException($"The handler does not answer at {root}:\n{Output}{Errors}", e);
            }
        }
    }

    private async Task ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The handler does not end:\n{Output}{Errors}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Add(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (_lock)
            text.AppendLine(line);
    }

    private string Read(StringBuilder text)
    {
        lock (_lock)
            return text.ToString();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
