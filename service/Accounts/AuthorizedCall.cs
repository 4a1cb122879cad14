using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Service.Accounts;

/// <summary>A call that was let through: on which database, for whom. Dispose it when the call ends.</summary>
/// <param name="Use">Keeps the database open.</param>
/// <param name="User">The user's name; empty without login.</param>
public readonly record struct AuthorizedCall(DatabaseUse Use, string User) : IDisposable
{
    /// <summary>The database the caller has selected.</summary>
    public OpenDatabase Database => Use.Database;

    /// <summary>Lets the database go.</summary>
    public void Dispose() => Use.Dispose();
}
