using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ImmuFunctions.Bench.Hosting;

namespace ImmuFunctions.Bench.ColdStart;

/// <summary>A server that was just started as the Functions host starts its handler, and the time since.</summary>
internal sealed class StartedProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(1);

    private readonly Process _process;
    private readonly HostOutput _output;
    private readonly Stopwatch _clock;
    private readonly HttpClient _client;

    private StartedProgram(Process process, Stopwatch clock, int port)
    {
        (_process, _clock, _output) = (process, clock, new HostOutput(process));
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Patience };
    }

    /// <summary>Time since the start of the process.</summary>
    public TimeSpan Age => _clock.Elapsed;

    /// <param name="executable">What is started.</param>
    /// <param name="settings">Its environment, beside the port.</param>
    public static StartedProgram Start(string executable, IReadOnlyDictionary<string, string> settings)
    {
        int port = FreePort();
        var start = new ProcessStartInfo(executable) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(executable)! };
        foreach ((string name, string value) in settings)
            start.Environment[name] = value;
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        var clock = Stopwatch.StartNew();
        return new StartedProgram(Process.Start(start)!, clock, port);
    }

    /// <summary>Asks for <c>/</c> until there is an answer.</summary>
    /// <exception cref="BenchmarkException">There is none.</exception>
    public async Task AnswersAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using HttpResponseMessage any = await _client.GetAsync("/", cancellationToken);
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited && Age < Patience)
            {
                await Task.Delay(BetweenTries, cancellationToken);
            }
            catch (HttpRequestException e)
            {
                throw new BenchmarkException($"the program does not answer: {e.Message}\n{_output}");
            }
        }
    }

    /// <summary>Posts JSON; the answer.</summary>
    /// <exception cref="BenchmarkException">It is not 200.</exception>
    public async Task<JsonNode> PostAsync(string path, string body, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using HttpResponseMessage answer = await _client.SendAsync(request, cancellationToken);
        string text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.StatusCode == HttpStatusCode.OK ? JsonNode.Parse(text)! : throw new BenchmarkException($"{path} answers {(int)answer.StatusCode}: {text}\n{_output}");
    }

    /// <summary>Kills the process (SIGKILL), and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
