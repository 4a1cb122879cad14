namespace ImmuFunctions.Service.Accounts.Tokens;

/// <summary>A token that was found to be ours.</summary>
/// <param name="Claims">What it says.</param>
/// <param name="Key">What it was made with.</param>
internal sealed record KnownToken(TokenClaims Claims, TokenKey Key);
