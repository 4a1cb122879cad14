using System.CommandLine;

namespace ImmuFunctions.Cli.Connecting;

/// <summary>The options that say which ledger is meant and how it is reached: our own, and those of immudb's clients.</summary>
internal sealed class ConnectionOptions
{
    public Option<string?> Server { get; } = Text("--server", "The ledger: immu://user:password@host:3322/database, immus:// for TLS, http:// or https:// for functions. [env: IMMU_SERVER]", "address");

    public Option<string?> Host { get; } = Text("--immudb-address", "The ledger's host, where --server is not given. [default: 127.0.0.1]", "host", "-a");

    public Option<int?> Port { get; } = new("--immudb-port", "-p") { Description = "The ledger's port, where --server is not given. [default: 3322]", HelpName = "port", Recursive = true };

    public Option<string?> TokenFile { get; } = Text("--tokenfile", "File that 'login' keeps the token in; a name alone is in the home folder. [default: token]", "file");

    public Option<bool> MutualTls { get; } = new("--mtls", "-m") { Description = "Mutual TLS: show the ledger --certificate with --pkey; the same as these two with immus://.", Recursive = true };

    public Option<string?> Certificate { get; } = Text("--certificate", "PEM file with the certificate to show, and behind it those that lead to its authority.", "file");

    public Option<string?> PrivateKey { get; } = Text("--pkey", "PEM file with the certificate's key.", "file");

    public Option<string?> Authorities { get; } = Text("--clientcas", "PEM file with the authorities that may vouch for the ledger. [default: this machine's]", "file");

    public Option<string?> ServerName { get; } = Text("--servername", "The name that the ledger's certificate must have. [default: the address's host]", "name");

    public Option<string?> Roots { get; } = Text("--roots-filepath", "File of the roots that are trusted; programs may share it. [default: in the user's application data]", "file");

    public Option<string?> PublicKey { get; } = Text("--public-key", "PEM file with the key that has to sign the ledger's roots. [env: IMMU_PUBLIC_KEY]", "file");

    public Option<bool> PinKey { get; } = new("--pin") { Description = "The first key seen to sign this ledger's roots has to sign them from then on.", Recursive = true };

    public Option<bool> AllowNewIdentity { get; } = new("--allow-new-identity") { Description = "Go on if another ledger than before answers at the address.", Recursive = true };

    public Option<string?> MaxReceive { get; } = Text("--max-recv-msg-size", "Taken for immuclient's sake; answers may have any size.", "bytes");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All =>
    [
        Server, Host, Port, TokenFile, MutualTls, Certificate, PrivateKey, Authorities, ServerName, Roots, PublicKey, PinKey, AllowNewIdentity, MaxReceive,
    ];

    private static Option<string?> Text(string name, string description, string helpName, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = helpName, Recursive = true };
}
