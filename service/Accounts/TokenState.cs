namespace ImmuFunctions.Service.Accounts;

/// <summary>What the server knows about a token.</summary>
public enum TokenState
{
    /// <summary>Not one of ours, or made with a key that is no longer kept.</summary>
    Unknown,

    /// <summary>Issued, and its time is over.</summary>
    Expired,

    /// <summary>Ours, and its time is not over.</summary>
    Live,
}
