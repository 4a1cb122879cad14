namespace ImmuFunctions.Service.Accounts;

/// <summary>Why a text is refused as a new user's name.</summary>
public enum UserNameFault
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>There is none.</summary>
    Empty,

    /// <summary>A byte is no ASCII letter or digit and no underscore.</summary>
    Character,
}
