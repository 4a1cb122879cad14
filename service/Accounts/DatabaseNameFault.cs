namespace ImmuFunctions.Service.Accounts;

/// <summary>Why a text is refused as a new database's name. In the order in which the rules are looked at.</summary>
public enum DatabaseNameFault
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>It is the system ledger's.</summary>
    Reserved,

    /// <summary>It has an upper-case letter.</summary>
    UpperCase,

    /// <summary>It is empty or longer than <see cref="AccountNames.MaxDatabaseNameBytes"/>.</summary>
    Length,

    /// <summary>A character is neither a lower-case letter from a to z, nor an ASCII digit, nor punctuation or a symbol.</summary>
    Unrecognized,

    /// <summary>A character is punctuation or a symbol.</summary>
    Punctuation,
}
