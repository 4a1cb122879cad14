using System.Net.Sockets;
using System.Text;

namespace ImmuFunctions.Functions.Tests.Serving;

/// <summary>A connection on which a test writes what no HTTP client would.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private RawConnection(Socket socket) => (_socket, _stream) = (socket, new NetworkStream(socket, ownsSocket: true));

    public static async Task<RawConnection> OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        return new RawConnection(socket);
    }

    public ValueTask SendAsync(string text, CancellationToken cancellationToken) => SendAsync(Encoding.Latin1.GetBytes(text), cancellationToken);

    public ValueTask SendAsync(byte[] bytes, CancellationToken cancellationToken) => _stream.WriteAsync(bytes, cancellationToken);

    /// <summary>Says that nothing more will come.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Everything answered until the other side closes, cleanly or not.</summary>
    public async Task<string> ReadToEndAsync(CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        var buffer = new byte[1 << 16];
        try
        {
            while (await _stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // What had come before counts.
        }

        return answer.ToString();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
