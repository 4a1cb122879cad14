using System.Net;
using System.Net.Security;

namespace ImmuFunctions.Protocol.Connect;

/// <summary>Makes the HTTP that <see cref="ConnectInvoker"/> calls by.</summary>
public static class ConnectHttp
{
    /// <summary>Longest time to open a connection, unless another is given.</summary>
    public static TimeSpan DefaultConnectTimeout { get; } = TimeSpan.FromSeconds(20);

    /// <summary>One for any number of calls at once, which connects when first used: no redirects, no cookies, nothing unpacked. The system's proxy is used if there is one.</summary>
    /// <param name="tls">How <c>https://</c> addresses are trusted, and the client certificate; null for the system's defaults.</param>
    /// <param name="connectTimeout">Longest time to open a connection; null for <see cref="DefaultConnectTimeout"/>.</param>
    public static HttpMessageInvoker Create(SslClientAuthenticationOptions? tls = null, TimeSpan? connectTimeout = null)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = connectTimeout ?? DefaultConnectTimeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
        };
        if (tls is not null)
            handler.SslOptions = tls;
        return new HttpMessageInvoker(handler);
    }
}
