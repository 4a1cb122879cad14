using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client.Connections;

/// <summary>Ways to a ledger.</summary>
internal static class Transport
{
    // A ledger's lists may hold 64 MiB, and immudb's own have no bound.
    private const int MaxReceiveBytes = 80 << 20;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Makes the way to an address, without connecting.</summary>
    /// <param name="address">Where.</param>
    /// <param name="options">TLS, limits, clock.</param>
    /// <param name="owned">What has to be disposed with it.</param>
    public static IRpcInvoker To(LedgerAddress address, LedgerClientOptions options, out IDisposable owned)
    {
        if (!address.IsHttp)
        {
            var channel = new GrpcChannel(
                address.Endpoint,
                new GrpcChannelOptions { MaxReceiveBytes = MaxReceiveBytes, ConnectTimeout = ConnectTimeout, Clock = options.Time, Tls = address.IsTls ? options.Tls : null });
            owned = channel;
            return new GrpcInvoker(channel, options.Timeout, options.Time);
        }

        var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, AllowAutoRedirect = false, UseCookies = false };
        if (options.Tls is not null)
            handler.SslOptions = options.Tls;
        var http = new HttpMessageInvoker(handler);
        owned = http;
        return new ConnectInvoker(http, address.Endpoint, options.FunctionKey ?? address.FunctionKey, options.Timeout, options.Time) { MaxReceiveBytes = MaxReceiveBytes };
    }
}
