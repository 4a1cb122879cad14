using System.Text;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Someone who can log in.</summary>
/// <param name="Name">The user's name; compared byte for byte.</param>
/// <param name="Password">What proves who it is.</param>
/// <param name="IsSuperuser">Whether this is the one system administrator.</param>
public sealed record Account(string Name, Password Password, bool IsSuperuser)
{
    /// <summary>The superuser's name.</summary>
    public const string SuperuserName = "immudb";

    /// <summary>The superuser's password until it is given another. Not a secret: it is in immudb's manual.</summary>
    public const string DefaultPassword = "immudb";

    /// <summary>The superuser with a password of the operator's.</summary>
    /// <param name="password">Plain, or <c>enc:</c> and base64.</param>
    /// <exception cref="ArgumentException">As <see cref="Accounts.Password.Parse"/>.</exception>
    public static Account Superuser(string password = DefaultPassword) =>
        new(SuperuserName, Password.Parse(password), IsSuperuser: true);

    /// <summary>What this user may do on <paramref name="database"/>.</summary>
    public Roles RolesOn(string database) => IsSuperuser ? Roles.SystemAdmin : Roles.None;

    internal bool IsNamed(ReadOnlySpan<byte> utf8Name) => utf8Name.SequenceEqual(Encoding.UTF8.GetBytes(Name));
}
