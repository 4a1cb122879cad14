namespace ImmuFunctions.Service.Accounts;

/// <summary>What a user may do on one database.</summary>
/// <param name="Database">Its name; <see cref="Everywhere"/> for all, which only the superuser has.</param>
/// <param name="Code">As on the wire: see <see cref="PermissionCode"/>.</param>
public readonly record struct DatabasePermission(string Database, uint Code)
{
    /// <summary>The name that stands for every database.</summary>
    public const string Everywhere = "*";
}
