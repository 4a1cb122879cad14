using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ImmuFunctions.LocalHost.Tls;

/// <summary>How the server's end of a handshake goes.</summary>
/// <param name="tls">What it is made with.</param>
/// <param name="log">Told of clients that are refused.</param>
internal sealed class Handshakes(CurrentTls tls, ILogger log)
{
    /// <summary>For the port.</summary>
    public TlsHandshakeCallbackOptions ToOptions() => new() { OnConnection = context => ValueTask.FromResult(For(context.Connection)) };

    private SslServerAuthenticationOptions For(BaseConnectionContext connection)
    {
        TlsIdentity identity = tls.Identity;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = identity.Server,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        };
        if (identity.Clients is not { } clients)
            return options;

        options.ClientCertificateRequired = true;
        options.CertificateChainPolicy = clients.ToPolicy();
        // A session taken up again would be one whose client was looked at some time ago, perhaps under other authorities.
        options.AllowTlsResume = false;
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (ClientAuthorities.Refusal(certificate, chain, errors) is not { } reason)
                return true;
            TlsLog.Refused(log, connection.RemoteEndPoint, reason);
            return false;
        };
        return options;
    }
}
