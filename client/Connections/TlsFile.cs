namespace ImmuFunctions.Client.Connections;

/// <summary>The files that TLS is made of.</summary>
public enum TlsFile
{
    /// <summary>Those that may vouch for the ledger.</summary>
    Authorities,

    /// <summary>The certificate that the ledger is shown.</summary>
    Certificate,

    /// <summary>The key of <see cref="Certificate"/>.</summary>
    Key,
}
