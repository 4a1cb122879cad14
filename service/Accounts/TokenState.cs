namespace ImmuFunctions.Service.Accounts;

/// <summary>What the server knows about a token.</summary>
internal enum TokenState
{
    /// <summary>Never issued, logged out, or issued so long ago that it was forgotten.</summary>
    Unknown,

    /// <summary>Issued, and its time is over.</summary>
    Expired,

    /// <summary>Good.</summary>
    Live,
}
