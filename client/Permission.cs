namespace ImmuFunctions.Client;

/// <summary>What a user may do in a database; immudb's own numbers.</summary>
public enum Permission
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read.</summary>
    Read = 1,

    /// <summary>Read and write.</summary>
    ReadWrite = 2,

    /// <summary>All in the database, its users too.</summary>
    Admin = 254,

    /// <summary>All: the user <c>immudb</c> alone.</summary>
    SystemAdmin = 255,
}
