namespace ImmuFunctions.Service.Accounts;

/// <summary>The wire's permission codes.</summary>
/// <remarks>Spec section 8.5.</remarks>
public static class PermissionCode
{
    /// <summary>Reads.</summary>
    public const uint Read = 1;

    /// <summary>Reads and writes.</summary>
    public const uint ReadWrite = 2;

    /// <summary>Administers one database.</summary>
    public const uint DatabaseAdmin = 254;

    /// <summary>Administers the server: only the superuser, everywhere.</summary>
    public const uint SystemAdmin = 255;

    /// <summary>The role a code stands for; none for a code that is not assigned.</summary>
    public static Roles ToRole(uint code) => code switch
    {
        Read => Roles.Reader,
        ReadWrite => Roles.Writer,
        DatabaseAdmin => Roles.DatabaseAdmin,
        SystemAdmin => Roles.SystemAdmin,
        _ => Roles.None,
    };
}
