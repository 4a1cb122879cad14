using System.Net;
using System.Net.Sockets;

namespace ImmuFunctions.EndToEnd.Tests.Hosting;

/// <summary>Ports for hosts under test.</summary>
internal static class FreePort
{
    // Below the range that systems hand out to outgoing connections: a test's own client cannot take the port between
    // the moment it is found free and the moment the host binds it.
    private const int First = 20_000;
    private const int Count = 10_000;

    private static int _next = Environment.ProcessId * 16 % Count;

    /// <summary>A TCP port of the loopback address that nobody listens on.</summary>
    public static int Next()
    {
        for (var attempt = 0; attempt < Count; attempt++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            if (IsFree(port))
                return port;
        }

        throw new IOException("No free port was found.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
