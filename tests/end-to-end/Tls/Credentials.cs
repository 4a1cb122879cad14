using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Tls;

/// <summary>What our own client trusts and shows.</summary>
internal static class Credentials
{
    /// <summary>For a client that trusts one authority, whatever the machine trusts.</summary>
    /// <param name="authority">Path of its certificate.</param>
    /// <param name="own">What the client shows if it is asked; null for nothing.</param>
    public static GrpcChannelOptions Trust(string authority, KeyPair? own = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        return new GrpcChannelOptions { Tls = new SslClientAuthenticationOptions { CertificateChainPolicy = policy, ClientCertificateContext = Shown(own) } };
    }

    /// <summary>For a client that asks only whether a host is there: dates and names do not matter to it.</summary>
    /// <param name="authority">Path of its certificate.</param>
    public static GrpcChannelOptions TrustWhateverItIsCalled(string authority)
    {
        GrpcChannelOptions options = Trust(authority);
        options.Tls!.CertificateChainPolicy!.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        options.Tls.RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
        return options;
    }

    private static SslStreamCertificateContext? Shown(KeyPair? own)
    {
        if (own is null)
            return null;
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(own.Certificate);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(own.Certificate, own.Key), chain, offline: true);
    }
}
