using System.Text;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Which passwords a new user may have.</summary>
/// <remarks>Spec section 8.6. Bytes that are no UTF-8 count as a symbol each, as in immudb, whose language reads them as U+FFFD.</remarks>
public static class PasswordRule
{
    /// <summary>Shortest password in bytes.</summary>
    public const int MinBytes = 8;

    /// <summary>Longest password in bytes.</summary>
    public const int MaxBytes = 32;

    /// <summary>Whether it is 8 to 32 bytes of letters, digits, punctuation and symbols, with an upper-case letter, a digit, and a punctuation mark or symbol.</summary>
    public static bool IsStrong(ReadOnlySpan<byte> password)
    {
        if (password.Length is < MinBytes or > MaxBytes)
            return false;
        bool hasUpper = false, hasDigit = false, hasSpecial = false;
        while (!password.IsEmpty)
        {
            Rune.DecodeFromUtf8(password, out Rune character, out int length); // U+FFFD for what is no UTF-8
            password = password[length..];
            if (Rune.IsUpper(character))
                hasUpper = true;
            else if (Rune.IsDigit(character))
                hasDigit = true;
            else if (Rune.IsPunctuation(character) || Rune.IsSymbol(character))
                hasSpecial = true;
            else if (!Rune.IsLower(character))
                return false;
        }

        return hasUpper && hasDigit && hasSpecial;
    }
}
