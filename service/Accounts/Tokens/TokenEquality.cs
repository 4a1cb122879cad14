using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace ImmuFunctions.Service.Accounts.Tokens;

/// <summary>Compares tokens in a time that does not tell where they differ.</summary>
/// <remarks>The hash is taken of the end, which is a part of the code: as good as random, whatever a token says.</remarks>
internal sealed class TokenEquality : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>
{
    private const int Hashed = 16;

    public bool Equals(string? x, string? y) => x is null || y is null ? ReferenceEquals(x, y) : Equals(x.AsSpan(), y);

    public int GetHashCode([DisallowNull] string obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<char> alternate, string other)
    {
        if (alternate.Length != other.Length)
            return false;
        ReadOnlySpan<ulong> left = MemoryMarshal.Cast<char, ulong>(alternate);
        ReadOnlySpan<ulong> right = MemoryMarshal.Cast<char, ulong>(other.AsSpan());
        ulong difference = 0;
        for (int i = 0; i < left.Length; i++)
            difference |= left[i] ^ right[i];
        for (int i = left.Length * sizeof(ulong) / sizeof(char); i < alternate.Length; i++)
            difference |= (uint)(alternate[i] ^ other[i]);
        return difference == 0;
    }

    public int GetHashCode(ReadOnlySpan<char> alternate) => string.GetHashCode(alternate[Math.Max(0, alternate.Length - Hashed)..]);

    public string Create(ReadOnlySpan<char> alternate) => new(alternate);
}
