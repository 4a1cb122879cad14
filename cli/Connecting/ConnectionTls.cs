using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;
using ImmuFunctions.Client.Connections;

namespace ImmuFunctions.Cli.Connecting;

/// <summary>TLS as the settings say it; a ledger that is not trusted is refused with a sentence that says what to do.</summary>
internal static class ConnectionTls
{
    /// <summary>Makes the options of a connection.</summary>
    /// <exception cref="FailureException">A file cannot be read, or is not what it should be.</exception>
    public static SslClientAuthenticationOptions Of(ConnectionSettings settings)
    {
        SslClientAuthenticationOptions tls = Read(settings);
        RemoteCertificateValidationCallback? decide = tls.RemoteCertificateValidationCallback;
        string name = settings.ServerName ?? settings.Address.Host;

        // Who is trusted stays the client's decision; here it is said why one is not.
        tls.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
            IsTrusted(decide, sender, certificate, chain, errors)
                ? true
                : throw new UntrustedLedgerException(Explain(certificate as X509Certificate2, chain, name, settings.Authorities));
        return tls;
    }

    /// <summary>Why a certificate is refused, and what may help.</summary>
    /// <param name="certificate">The ledger's; null if it showed none.</param>
    /// <param name="chain">What it was looked at with.</param>
    /// <param name="name">The name that it should have.</param>
    /// <param name="authorities">The file of those who may vouch for it; null for this machine's.</param>
    internal static string Explain(X509Certificate2? certificate, X509Chain? chain, string name, string? authorities)
    {
        if (certificate is null)
            return "the ledger shows no certificate";
        X509ChainStatusFlags faults = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        if (faults.HasFlag(X509ChainStatusFlags.NotTimeValid) && chain!.ChainElements.Select(e => e.Certificate).FirstOrDefault(IsOutOfTime) is { } late)
            return $"a certificate of the ledger is valid from {Day(late.NotBefore)} to {Day(late.NotAfter)} only: whoever runs the ledger has to renew it, or this machine's clock is wrong";
        if ((faults & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) != X509ChainStatusFlags.NoError)
        {
            string trusted = authorities is null ? "not one that this machine trusts: name its certificate with --clientcas" : $"not in {authorities}: --clientcas names the file of the right one";
            return $"the authority that vouches for the ledger, {Screen.Safe(certificate.Issuer)}, is {trusted}";
        }

        if (faults != X509ChainStatusFlags.NoError)
            return $"the ledger's certificate is not valid ({faults}): whoever runs the ledger has to replace it";
        return certificate.MatchesHostname(name)
            ? "the ledger's certificate is not valid: whoever runs the ledger has to replace it"
            : $"the ledger's certificate is for {NamesOf(certificate)}, not for {name}: use such a name in the address, or --servername if this is the ledger that you mean";
    }

    private static bool IsTrusted(RemoteCertificateValidationCallback? decide, object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (decide is null)
            return errors == SslPolicyErrors.None;
        try
        {
            return decide(sender, certificate, chain, errors);
        }
        catch (AuthenticationException)
        {
            return false;
        }
    }

    private static SslClientAuthenticationOptions Read(ConnectionSettings settings)
    {
        try
        {
            return ClientTls.From(settings.Authorities, settings.Certificate, settings.PrivateKey, settings.ServerName);
        }
        catch (TlsFileException e)
        {
            string option = e.File switch
            {
                TlsFile.Authorities => "--clientcas",
                TlsFile.Certificate => "--certificate",
                _ => "--pkey",
            };
            throw FailureException.WrongUse($"{option}: {e.Message}");
        }
        catch (ArgumentException e)
        {
            throw FailureException.WrongUse(e.Message);
        }
    }

    private static bool IsOutOfTime(X509Certificate2 certificate) => DateTime.Now < certificate.NotBefore || DateTime.Now > certificate.NotAfter;

    private static string Day(DateTime moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // What clients look at: the alternative names, and not the common name beside them.
    private static string NamesOf(X509Certificate2 certificate)
    {
        string[] names = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString())))];
        return Screen.Safe(names.Length > 0 ? string.Join(", ", names) : certificate.Subject);
    }
}
