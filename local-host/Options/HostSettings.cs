using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.LocalHost.Options;

/// <summary>Everything that can be set on this host, under immudb's own names where immudb has one.</summary>
public static class HostSettings
{
    public static readonly Setting Address = new("address", "127.0.0.1", "Address to listen at; 0.0.0.0 for every network of the machine.") { Letter = "-a" };
    public static readonly Setting Port = new("port", "3322", "Port to listen at; 0 for any free one.") { Letter = "-p" };
    public static readonly Setting MaxReceive = new("max-recv-msg-size", "4194304", "Largest message taken from a client, in bytes.");
    public static readonly Setting MaxConnections = new("max-connections", "0", "Connections at a time; further ones are closed at once. 0 for any number.");
    public static readonly Setting MaxStreams = new("max-streams", "4096", "Calls under way at a time on one connection.");
    public static readonly Setting Tls = new("tls", "false", "TLS; clients need no certificate.") { IsSwitch = true };
    public static readonly Setting MutualTls = new("mtls", "false", "TLS with clients that must show a certificate.") { Letter = "-m", IsSwitch = true };
    public static readonly Setting Certificate = new("certificate", "./tools/mtls/3_application/certs/localhost.cert.pem", "With TLS: PEM file with this server's certificate, then the intermediates that clients need.");
    public static readonly Setting PrivateKey = new("pkey", "./tools/mtls/3_application/private/localhost.key.pem", "With TLS: PEM file with the certificate's private key (PKCS#8, SEC1 or PKCS#1), not encrypted.");
    public static readonly Setting ClientAuthorities = new("clientcas", "./tools/mtls/2_intermediate/certs/ca-chain.cert.pem", "With --mtls: PEM file with the authorities, root and intermediates, whose clients are let in.");
    public static readonly Setting Config = new("config", null, "Configuration file in TOML with the names above as keys.");

    public static IReadOnlyList<Setting> All { get; } = [Address, Port, .. LedgerSettings.All, MaxReceive, MaxConnections, MaxStreams, Tls, MutualTls, Certificate, PrivateKey, ClientAuthorities, Config];
}
