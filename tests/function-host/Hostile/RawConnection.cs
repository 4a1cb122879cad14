using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImmuFunctions.HostEmulator.Tests.Hostile;

/// <summary>A connection that need not speak HTTP.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    /// <summary>Sends bytes; false if either side has hung up.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
                bytes = bytes[await _socket.SendAsync(bytes)..];
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    public Task<bool> SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>No more will be sent.</summary>
    public void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The other side was first.
        }
    }

    /// <summary>The status of the first answer, or null if the other side hung up without one.</summary>
    /// <exception cref="TimeoutException">It does neither.</exception>
    public async Task<int?> StatusAsync()
    {
        var head = new byte["HTTP/1.1 200".Length];
        int read = 0;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (read < head.Length)
            {
                int more = await _socket.ReceiveAsync(head.AsMemory(read), patience.Token);
                if (more == 0)
                    return null;
                read += more;
            }
        }
        catch (SocketException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("Neither an answer nor an end.");
        }

        string text = Encoding.Latin1.GetString(head);
        Assert.StartsWith("HTTP/1.1 ", text, StringComparison.Ordinal);
        return int.Parse(text[9..], System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => _socket.Dispose();
}
