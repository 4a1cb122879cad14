using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Gateway;

/// <summary>What can be set on a gateway, under the names of immudb's own gateway where it has one. In the environment they are IMMUGW_&lt;NAME&gt;.</summary>
internal static class GatewaySettings
{
    public static readonly Setting Ledger = Of("ledger", null, "Stand in front of the ledger at this address instead of having one: http://host:3322, or https://host:3322 for TLS. Then --dir holds the roots that are trusted.");
    public static readonly Setting ImmudbAddress = Of("immudb-address", null, "The same as --ledger, in two parts: the host. [default: 127.0.0.1, if the port is given]") with { Letter = "-k" };
    public static readonly Setting ImmudbPort = Of("immudb-port", null, "And the port. [default: 3322, if the address is given]") with { Letter = "-j" };
    public static readonly Setting MutualTls = Of("mtls", "false", "Show the ledger a certificate: --certificate and --pkey.") with { Letter = "-m", IsSwitch = true };
    public static readonly Setting ServerName = Of("servername", null, "The name that the ledger's certificate must have. [default: the host of its address]");
    public static readonly Setting Certificate = Of("certificate", null, "PEM file with the certificate to show.");
    public static readonly Setting PrivateKey = Of("pkey", null, "PEM file with the certificate's key.");
    public static readonly Setting Authorities = Of("clientcas", null, "PEM file with the authorities that may vouch for the ledger. [default: those of this machine]");
    public static readonly Setting Audit = Shared("audit", "false", "Audit the ledger again and again: with --ledger the one elsewhere, by its proofs; otherwise the one of this host, from its store.") with { IsSwitch = true };
    public static readonly Setting AuditInterval = Shared("audit-interval", "5m", "How long from one check to the next; with --ledger each is of one database, otherwise of all. Such as 90s, 5m, 1h30m, or a number of seconds.");
    public static readonly Setting AuditUsername = Of("audit-username", "immugwauditor", "Who logs in to audit; an empty text for a ledger without login.");
    public static readonly Setting AuditPassword = Of("audit-password", "", "The user's password, plain or 'enc:' and base64.");
    public static readonly Setting AuditSignature = Of("audit-signature", "ignore", "'validate': roots must be signed, and always by the same key.");
    public static readonly Setting AuditDatabases = Of("audit-databases", null, "Databases to audit, or what their names begin with, separated by commas. [default: all]");
    public static readonly Setting NotificationUrl = Shared("audit-notification-url", null, "Where each check is reported to, as JSON.");
    public static readonly Setting NotificationUsername = Shared("audit-notification-username", "", "Goes into the report, for its receiver.");
    public static readonly Setting NotificationPassword = Shared("audit-notification-password", "", "Goes into the report, for its receiver.");

    /// <summary><see cref="LedgerSettings.Directory"/> as a gateway reads it.</summary>
    public static readonly Setting Directory = LedgerSettings.Directory with { Variables = ["IMMUGW_DIR", .. LedgerSettings.Directory.Variables] };

    /// <summary>All that no other host has.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Ledger, ImmudbAddress, ImmudbPort, MutualTls, ServerName, Certificate, PrivateKey, Authorities,
        Audit, AuditInterval, AuditUsername, AuditPassword, AuditSignature, AuditDatabases, NotificationUrl, NotificationUsername, NotificationPassword,
    ];

    // The auditor of this host's own ledger has them too.
    private static Setting Shared(string name, string? value, string description)
    {
        Setting setting = Of(name, value, description);
        return setting with { Variables = [.. setting.Variables, "IMMUDB_" + name.ToUpperInvariant().Replace('-', '_')] };
    }

    private static Setting Of(string name, string? value, string description) =>
        new(name, value, description) { Variables = ["IMMUGW_" + name.ToUpperInvariant().Replace('-', '_')] };
}
