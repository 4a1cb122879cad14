namespace ImmuFunctions.Service.Accounts;

/// <summary>What a user may be on a database, and which of these an rpc asks for.</summary>
/// <remarks>Spec sections 7.1 and 8.5. The wire's permission codes are 1, 2, 254 and 255, in the order below.</remarks>
[Flags]
public enum Roles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reads the database.</summary>
    Reader = 1,

    /// <summary>Reads and writes the database.</summary>
    Writer = 2,

    /// <summary>Administers the database.</summary>
    DatabaseAdmin = 4,

    /// <summary>Administers the server: only the superuser.</summary>
    SystemAdmin = 8,

    /// <summary>An rpc that all of them may call.</summary>
    MayRead = Reader | MayWrite,

    /// <summary>An rpc that needs the right to write.</summary>
    MayWrite = Writer | MayAdminister,

    /// <summary>An rpc that needs an administrator.</summary>
    MayAdminister = DatabaseAdmin | SystemAdmin,
}
