using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImmuFunctions.Protocol.Tests.Connect;

/// <summary>A server on a free port of 127.0.0.1 that answers every request with the same bytes, whole HTTP messages or not, and closes the connection; with none it never answers.</summary>
internal sealed class RawHttp1 : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly byte[]? _answer;
    private readonly Task _serving;

    public RawHttp1(byte[]? answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Answers with text, its lines ending as HTTP's do.</summary>
    public static RawHttp1 Of(string answer) => new(Encoding.Latin1.GetBytes(answer.ReplaceLineEndings("\r\n")));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream connection)
    {
        try
        {
            var buffer = new byte[1 << 16];
            string head = "";
            while (!head.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                int read = await connection.ReadAsync(buffer, _stopping.Token);
                if (read == 0)
                    return;
                head += Encoding.Latin1.GetString(buffer, 0, read);
            }

            await connection.WriteAsync(_answer ?? [], _stopping.Token);
            if (_answer is null)
                await Task.Delay(Timeout.Infinite, _stopping.Token);

            // Closing with bytes unread would take the answer back.
            connection.Socket.Shutdown(SocketShutdown.Send);
            while (await connection.ReadAsync(buffer, _stopping.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // The caller had enough.
        }
    }
}
