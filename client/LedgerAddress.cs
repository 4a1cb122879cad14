using System.Globalization;
using System.Net;

namespace ImmuFunctions.Client;

/// <summary>Where a ledger is, who logs in, and which database is used.</summary>
/// <remarks>
/// <code>
/// immu://user:password@host:3322/database     gRPC
/// immus://user:password@host:3322/database    gRPC over TLS
/// http://user:password@host/database          functions, over HTTP
/// https://user:password@host/database?code=k  functions, over HTTPS; k is the function app's key
/// </code>
/// Everything but the host may be left out. A user, password or key with characters of its own (<c>@ : / ? # %</c>) is
/// percent-encoded; an IPv6 address is in brackets.
/// </remarks>
public sealed record LedgerAddress
{
    /// <summary>immudb's own port.</summary>
    public const int DefaultPort = 3322;

    /// <summary>The database of an address that names none.</summary>
    public const string DefaultDatabase = "defaultdb";

    /// <summary>Whether the ledger is reached over HTTP, not gRPC.</summary>
    public required bool IsHttp { get; init; }

    /// <summary>Whether the connection is encrypted.</summary>
    public required bool IsTls { get; init; }

    /// <summary>Name or address; an IPv6 address without its brackets.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>Who logs in; null for nobody.</summary>
    public string? User { get; init; }

    /// <summary>The password; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Name of the database.</summary>
    public string Database { get; init; } = DefaultDatabase;

    /// <summary>The key of the function app; null for none.</summary>
    public string? FunctionKey { get; init; }

    /// <summary>Scheme, host and port for the transport.</summary>
    public Uri Endpoint => new($"{(IsTls ? "https" : "http")}://{Authority}/");

    internal string Authority => $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port.ToString(CultureInfo.InvariantCulture)}";

    private string Scheme => (IsHttp, IsTls) switch
    {
        (false, false) => "immu",
        (false, true) => "immus",
        (true, false) => "http",
        (true, true) => "https",
    };

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is none. The message says what is wrong and repeats neither password nor key.</exception>
    public static LedgerAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out string fault) ?? throw new FormatException("a ledger's address, like immu://user:password@host:3322/database: " + fault);
    }

    /// <summary>The address without password and key.</summary>
    public override string ToString() =>
        $"{Scheme}://{(User is null ? "" : Uri.EscapeDataString(User) + "@")}{Authority}/{Uri.EscapeDataString(Database)}";

    private static LedgerAddress? TryParse(string text, out string fault)
    {
        int end = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = end < 0 ? "" : text[..end].ToLowerInvariant();
        if (scheme is not ("immu" or "immus" or "http" or "https"))
        {
            fault = end < 0 ? "it does not begin with immu://, immus://, http:// or https://" : $"the scheme \"{scheme}\" is none of immu, immus, http, https";
            return null;
        }

        string rest = text[(end + 3)..];
        if (rest.Contains('#', StringComparison.Ordinal))
            return Fail("it has a #; in a user, password or key that is written %23", out fault);
        (rest, string? query) = Split(rest, '?');
        (string authority, string? path) = Split(rest, '/');
        int at = authority.LastIndexOf('@');
        (string? user, string? password) = at < 0 ? (null, null) : Split(authority[..at], ':');
        bool isHttp = scheme.StartsWith("http", StringComparison.Ordinal);
        bool isTls = scheme is "immus" or "https";

        if (HostAndPort(authority[(at + 1)..], isHttp ? isTls ? 443 : 80 : DefaultPort, out fault) is not var (host, port))
            return null;
        if (path is not null && path.TrimEnd('/').Contains('/', StringComparison.Ordinal))
            return Fail("behind the host stands one database, not a path; a / in a password is written %2F", out fault);
        if (!TryDecode(user, out user) || !TryDecode(password, out password) || !TryDecode(path?.TrimEnd('/'), out string? database))
            return Fail("a % is not followed by two hexadecimal digits; a % itself is written %25", out fault);
        if (user is { Length: 0 })
            return Fail("the user before the @ is empty", out fault);
        if (!TryKey(query, isHttp, out string? key, out fault))
            return null;
        return new LedgerAddress
        {
            IsHttp = isHttp,
            IsTls = isTls,
            Host = host,
            Port = port,
            User = user,
            Password = password,
            Database = string.IsNullOrEmpty(database) ? DefaultDatabase : database,
            FunctionKey = key,
        };
    }

    private static (string Host, int Port)? HostAndPort(string text, int defaultPort, out string fault)
    {
        fault = "";
        string? port;
        string host;
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']', StringComparison.Ordinal);
            host = close < 0 ? "" : text[1..close];
            if (!IPAddress.TryParse(host, out IPAddress? address) || address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
            {
                fault = "the brackets do not hold an IPv6 address";
                return null;
            }

            string behind = text[(close + 1)..];
            port = behind.Length == 0 ? null : behind[0] == ':' ? behind[1..] : "?";
        }
        else
        {
            (host, port) = Split(text, ':');
            if (port is not null && port.Contains(':', StringComparison.Ordinal))
                fault = "the host has several colons; an IPv6 address is in brackets";
            else if (host.Length == 0)
                fault = "there is no host";
            else if (Uri.CheckHostName(host) is UriHostNameType.Unknown)
                fault = $"\"{host}\" is no host's name";
            if (fault.Length > 0)
                return null;
        }

        if (port is null)
            return (host, defaultPort);
        if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 65_535)
            return (host, number);
        fault = "the port behind the host is no number from 1 to 65535";
        return null;
    }

    private static bool TryKey(string? query, bool isHttp, out string? key, out string fault)
    {
        (key, fault) = (null, "");
        foreach (string pair in (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            (string name, string? value) = Split(pair, '=');
            if (name != "code" || !isHttp)
                fault = isHttp ? $"behind the ? only code is known, not \"{name}\"" : "a ? has a meaning for http and https only; in a password it is written %3F";
            else if (!TryDecode(value, out key) || string.IsNullOrEmpty(key))
                fault = "the code behind the ? is empty or badly encoded";
            if (fault.Length > 0)
                return false;
        }

        return true;
    }

    private static LedgerAddress? Fail(string reason, out string fault)
    {
        fault = reason;
        return null;
    }

    private static (string Before, string? Behind) Split(string text, char separator)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private static bool TryDecode(string? text, out string? decoded)
    {
        decoded = text;
        for (int at = text?.IndexOf('%', StringComparison.Ordinal) ?? -1; at >= 0; at = text!.IndexOf('%', at + 1))
        {
            if (at + 2 >= text!.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                return false;
        }

        decoded = text is null ? null : Uri.UnescapeDataString(text);
        return true;
    }
}
