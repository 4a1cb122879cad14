using System.CommandLine;
using System.Globalization;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Connecting;

/// <summary>Which ledger is meant and how it is reached, from options, environment and token file.</summary>
internal sealed record ConnectionSettings
{
    private const string LocalHost = "127.0.0.1";

    /// <summary>Where, and who logs in.</summary>
    public required LedgerAddress Address { get; init; }

    /// <summary>Whether the address was given with a database, which then comes before that of a token.</summary>
    public required bool NamesDatabase { get; init; }

    /// <summary>The file of the token; there need be none.</summary>
    public required string TokenPath { get; init; }

    public required string? RootsPath { get; init; }

    public required string? PublicKeyPath { get; init; }

    public required bool PinKey { get; init; }

    public required bool AllowNewIdentity { get; init; }

    public required string? Certificate { get; init; }

    public required string? PrivateKey { get; init; }

    public required string? Authorities { get; init; }

    public required string? ServerName { get; init; }

    /// <summary>Reads them.</summary>
    /// <param name="options">The options there are.</param>
    /// <param name="given">The values given for them.</param>
    /// <param name="terminal">For environment and home folder.</param>
    /// <exception cref="FailureException">A value is not what it should be.</exception>
    public static ConnectionSettings From(ConnectionOptions options, GivenOptions given, Terminal terminal)
    {
        bool isMutual = given.Value(options.MutualTls) || Switch(ImmuclientVariable(terminal, "MTLS"));
        (LedgerAddress address, bool namesDatabase) = AddressOf(options, given, terminal, isMutual);
        RequireTls(address, given, options.Certificate, options.PrivateKey, options.Authorities, options.ServerName);
        string? certificate = given.Value(options.Certificate) ?? ImmuclientVariable(terminal, "CERTIFICATE");
        string? key = given.Value(options.PrivateKey) ?? ImmuclientVariable(terminal, "PKEY");
        if (isMutual && (certificate is null || key is null))
            throw FailureException.WrongUse("--mtls needs --certificate and --pkey");
        if (address.IsTls && certificate is null != key is null)
            throw FailureException.WrongUse($"{(key is null ? "--certificate" : "--pkey")} needs {(key is null ? "--pkey" : "--certificate")} beside it: a certificate is shown with its key");
        return new ConnectionSettings
        {
            Address = address,
            NamesDatabase = namesDatabase,
            TokenPath = Path.Combine(terminal.Home, given.Value(options.TokenFile) ?? ImmuclientVariable(terminal, "TOKENFILE") ?? Connecting.TokenFile.DefaultName),
            RootsPath = RootsFile(given.Value(options.Roots) ?? Set(terminal.Variable("IMMU_ROOTS")) ?? ImmuclientVariable(terminal, "ROOTS_FILEPATH")),
            PublicKeyPath = given.Value(options.PublicKey) ?? Set(terminal.Variable("IMMU_PUBLIC_KEY")),
            PinKey = given.Value(options.PinKey),
            AllowNewIdentity = given.Value(options.AllowNewIdentity),
            Certificate = address.IsTls ? certificate : null,
            PrivateKey = address.IsTls ? key : null,
            Authorities = given.Value(options.Authorities) ?? ImmuclientVariable(terminal, "CLIENTCAS"),
            ServerName = given.Value(options.ServerName) ?? ImmuclientVariable(terminal, "SERVERNAME"),
        };
    }

    // Whoever types these means to be encrypted, and would not notice that nothing is.
    private static void RequireTls(LedgerAddress address, GivenOptions given, params IEnumerable<Option<string?>> tls)
    {
        if (!address.IsTls && tls.FirstOrDefault(option => given.Value(option) is not null) is { } without)
            throw FailureException.WrongUse($"{without.Name} is for TLS: --mtls, or an address that begins with immus:// or https://");
    }

    private static (LedgerAddress Address, bool NamesDatabase) AddressOf(ConnectionOptions options, GivenOptions given, Terminal terminal, bool isTls)
    {
        string? host = given.Value(options.Host);
        int? port = given.Value(options.Port);
        bool asImmuclient = host is not null || port is not null;
        // What is typed comes before what is in the environment.
        string? text = given.Value(options.Server) ?? (asImmuclient ? null : Set(terminal.Variable("IMMU_SERVER")));
        if (text is not null)
        {
            LedgerAddress address = Parse(text);
            return (isTls && !address.IsTls ? throw FailureException.WrongUse("--mtls needs an address that begins with immus:// or https://") : address, NamesItsDatabase(text));
        }

        host ??= ImmuclientVariable(terminal, "IMMUDB_ADDRESS") ?? LocalHost;
        string number = port?.ToString(CultureInfo.InvariantCulture) ?? ImmuclientVariable(terminal, "IMMUDB_PORT") ?? LedgerAddress.DefaultPort.ToString(CultureInfo.InvariantCulture);
        bool isV6 = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[');
        return (Parse($"{(isTls ? "immus" : "immu")}://{(isV6 ? $"[{host}]" : host)}:{number}"), false);
    }

    // To immuclient it is a folder.
    private static string? RootsFile(string? path) => Directory.Exists(path) ? Path.Combine(path, "trusted-roots") : path;

    private static LedgerAddress Parse(string text)
    {
        try
        {
            return LedgerAddress.Parse(text);
        }
        catch (FormatException e)
        {
            throw FailureException.WrongUse(e.Message);
        }
    }

    private static bool NamesItsDatabase(string address)
    {
        string rest = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('?')[0];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && rest[slash..].Trim('/').Length > 0;
    }

    private static string? ImmuclientVariable(Terminal terminal, string name) =>
        Set(terminal.Variable("IMMUCLIENT_" + name)) ?? Set(terminal.Variable("IMMUADMIN_" + name));

    private static string? Set(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static bool Switch(string? text) => text is "1" || string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
}
