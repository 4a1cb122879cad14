using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.LocalHost.Tls;

/// <summary>Which clients are let in: those with a certificate that one of these authorities vouches for, and no others.</summary>
internal sealed class ClientAuthorities
{
    // RFC 5280 section 4.2.1.12: id-kp-clientAuth. A certificate without the extension is good for everything.
    private static readonly Oid ForClients = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2Collection _roots = [];
    private readonly X509Certificate2Collection _intermediates = [];

    private ClientAuthorities(X509Certificate2Collection bundle)
    {
        foreach (X509Certificate2 authority in bundle)
            (IsRoot(authority) ? _roots : _intermediates).Add(authority);
    }

    /// <summary>Reads the bundle.</summary>
    /// <exception cref="SettingException">It holds no root.</exception>
    public static ClientAuthorities Parse(string path, string pem)
    {
        var authorities = new ClientAuthorities(CertificateList.Parse(HostSettings.ClientAuthorities, path, pem));
        return authorities._roots.Count > 0
            ? authorities
            : throw new SettingException($"--{HostSettings.ClientAuthorities.Name}: {path} holds intermediates only; add the root that they come from");
    }

    /// <summary>How one handshake checks its client: a policy of its own, for the stream adds to it what the client sent.</summary>
    public X509ChainPolicy ToPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            // A client's certificate names addresses to fetch others from; a handshake goes nowhere.
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_roots);
        policy.ExtraStore.AddRange(_intermediates);
        policy.ApplicationPolicy.Add(ForClients);
        return policy;
    }

    /// <summary>Why a client is refused; null if it is let in.</summary>
    public static string? Refusal(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return null;
        if (certificate is null)
            return "it has no certificate";
        IEnumerable<X509ChainStatusFlags> flags = chain is null ? [] : chain.ChainStatus.Select(status => status.Status).Distinct();
        // The fingerprint, not the names in it: those are whatever the client likes them to be.
        return $"its certificate {certificate.GetCertHashString(HashAlgorithmName.SHA256)} is refused ({string.Join(", ", flags)})";
    }

    private static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
