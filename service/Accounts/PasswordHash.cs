namespace ImmuFunctions.Service.Accounts;

/// <summary>What a password is checked against.</summary>
public static class PasswordHash
{
}
