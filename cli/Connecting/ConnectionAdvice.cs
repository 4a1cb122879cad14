using ImmuFunctions.Client;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Cli.Connecting;

/// <summary>What may help where something answers that is not the ledger as it is addressed.</summary>
internal static class ConnectionAdvice
{
    // Of protocol/, about answers that are not a ledger's.
    private const string NoAnswerOfOurs = "unexpected HTTP status code received from server";

    // HTTP_1_1_REQUIRED, RFC 9113 section 7.
    private const string WantsOldHttp = "stream terminated by RST_STREAM with error code 13";

    /// <summary>A line for people; null if there is nothing to say beyond the failure.</summary>
    /// <param name="failure">What ended the command.</param>
    /// <param name="settings">Whom it meant.</param>
    public static string? For(Exception failure, ConnectionSettings settings)
    {
        Exception[] causes = [.. CausesOf(failure)];
        if (!causes.Any(cause => cause is LedgerClientException or RpcException) || causes.Any(cause => cause is UntrustedLedgerException))
            return null;
        if (settings.Address.IsHttp && failure.Message.StartsWith(NoAnswerOfOurs, StringComparison.Ordinal))
        {
            return failure is LedgerClientException { Code: StatusCode.Unauthenticated or StatusCode.PermissionDenied }
                ? "the function app asks for its key: it goes behind the address, https://host/database?code=key"
                : "is it the address of a function app? A ledger that speaks gRPC has one that begins with immu:// or immus://";
        }

        if (!settings.Address.IsHttp && failure.Message == WantsOldHttp)
            return "functions answer there, not gRPC: the address begins with http:// or https://";
        return causes.OfType<HttpRequestException>().FirstOrDefault()?.HttpRequestError switch
        {
            null or HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError => null,
            HttpRequestError.SecureConnectionError => $"does it speak TLS at this port? Without TLS the address begins with {(settings.Address.IsHttp ? "http://" : "immu://")}",
            _ when settings.Address.IsHttp => null,
            _ when !settings.Address.IsTls => "it does not speak gRPC without TLS: immus:// is for TLS, http:// and https:// for functions",
            _ when settings.Certificate is null => "it may ask for a certificate: --certificate and --pkey show one",
            _ => $"it may not take the certificate in {settings.Certificate}: the ledger's log says why",
        };
    }

    private static IEnumerable<Exception> CausesOf(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
