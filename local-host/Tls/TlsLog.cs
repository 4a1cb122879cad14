using System.Net;

namespace ImmuFunctions.LocalHost.Tls;

/// <summary>What is logged about TLS. Never a key, and of a certificate no more than its fingerprint and its dates.</summary>
internal static partial class TlsLog
{
    [LoggerMessage(21, LogLevel.Information, "TLS with a certificate that is valid until {Until:yyyy-MM-dd HH:mm:ss}Z")]
    public static partial void Serving(ILogger log, DateTime until);

    [LoggerMessage(22, LogLevel.Information, "The files of TLS have changed: new connections get a certificate that is valid until {Until:yyyy-MM-dd HH:mm:ss}Z")]
    public static partial void Renewed(ILogger log, DateTime until);

    [LoggerMessage(23, LogLevel.Warning, "The files of TLS have changed and do not fit; new connections are served with what was read before. {Reason}")]
    public static partial void NotFitting(ILogger log, string reason);

    [LoggerMessage(24, LogLevel.Warning, "Refused the client at {Peer}: {Reason}")]
    public static partial void Refused(ILogger log, EndPoint? peer, string reason);
}
