using System.Buffers;
using System.Text;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Service.Accounts;

/// <summary>What new users and databases may be called.</summary>
public static class AccountNames
{
    /// <summary>Longest name of a database, in bytes of UTF-8.</summary>
    public const int MaxDatabaseNameBytes = 128;

    private static readonly SearchValues<byte> InUserNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);

    /// <summary>Looks at a new user's name.</summary>
    /// <param name="utf8Name">As sent.</param>
    /// <remarks>Spec section 8.6.</remarks>
    public static UserNameFault CheckUser(ReadOnlySpan<byte> utf8Name)
    {
        if (utf8Name.IsEmpty)
            return UserNameFault.Empty;
        return utf8Name.ContainsAnyExcept(InUserNames) ? UserNameFault.Character : UserNameFault.None;
    }

    /// <summary>Looks at a new database's name.</summary>
    /// <remarks>Spec section 8.11. Immudb takes any Unicode lower-case letter or digit; here they are those of ASCII, as blobs are named after the database.</remarks>
    public static DatabaseNameFault CheckDatabase(ReadOnlySpan<char> name)
    {
        if (name is DatabaseCatalog.SystemName)
            return DatabaseNameFault.Reserved;
        foreach (Rune character in name.EnumerateRunes())
        {
            if (Rune.ToLowerInvariant(character) != character)
                return DatabaseNameFault.UpperCase;
        }

        if (name.IsEmpty || Encoding.UTF8.GetByteCount(name) > MaxDatabaseNameBytes)
            return DatabaseNameFault.Length;
        var fault = DatabaseNameFault.None;
        foreach (Rune character in name.EnumerateRunes())
        {
            if (Rune.IsPunctuation(character) || Rune.IsSymbol(character))
                fault = DatabaseNameFault.Punctuation; // unless a character behind it is not recognized at all
            else if (!character.IsAscii || !char.IsAsciiLetterOrDigit((char)character.Value))
                return DatabaseNameFault.Unrecognized;
        }

        return fault;
    }
}
