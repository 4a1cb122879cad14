using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ImmuFunctions.Service.Accounts;

/// <summary>What a password is checked against.</summary>
/// <remarks>
/// <para>Of ASP.NET Core's <see cref="PasswordHasher{TUser}"/>, its version 3: PBKDF2 with HMAC-SHA512, <see cref="Iterations"/> iterations, 16 random
/// bytes of salt, 32 bytes of key. The hash says all of it, so that hashes made with other numbers are still checked.</para>
/// <para>Passwords are any bytes, what the hasher takes is text: it is given the bytes in base64. That text cannot be wiped and stays in memory
/// until it is collected.</para>
/// </remarks>
public static class PasswordHash
{
    /// <summary>Iterations of PBKDF2 for new hashes.</summary>
    public const int Iterations = 100_000;

    private const int SaltBytes = 16;
    private const int KeyBytes = 32;
    private const int HeaderBytes = 13;

    private static readonly object Anybody = new();
    private static readonly PasswordHasher<object> Hasher =
        new(Options.Create(new PasswordHasherOptions { CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3, IterationCount = Iterations }));

    /// <summary>What <see cref="Waste"/> checks against.</summary>
    internal static readonly string Nobodys = MakeNobodys();

    /// <summary>The hash of a new password; another one each time.</summary>
    public static string Make(ReadOnlySpan<byte> password) => Hasher.HashPassword(Anybody, Convert.ToBase64String(password));

    /// <summary>Whether <paramref name="password"/> is the one that <paramref name="hash"/> was made of. Takes as long if not.</summary>
    /// <returns>False also if <paramref name="hash"/> is no hash.</returns>
    public static bool Matches(string hash, ReadOnlySpan<byte> password)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return Base64.IsValid(hash)
            && Hasher.VerifyHashedPassword(Anybody, hash, Convert.ToBase64String(password)) != PasswordVerificationResult.Failed;
    }

    /// <summary>Does the work of <see cref="Matches"/> for a user who does not exist, so that the time taken does not tell.</summary>
    public static void Waste(ReadOnlySpan<byte> password) => Matches(Nobodys, password);

    // A hash with a random key instead of one that was derived: no password is known for it, and it costs nothing to make.
    private static string MakeNobodys()
    {
        byte[] hash = new byte[HeaderBytes + SaltBytes + KeyBytes];
        hash[0] = 1; // version 3 of the hasher calls itself so
        BinaryPrimitives.WriteInt32BigEndian(hash.AsSpan(1), 2); // HMAC-SHA512
        BinaryPrimitives.WriteInt32BigEndian(hash.AsSpan(5), Iterations);
        BinaryPrimitives.WriteInt32BigEndian(hash.AsSpan(9), SaltBytes);
        RandomNumberGenerator.Fill(hash.AsSpan(HeaderBytes));
        return Convert.ToBase64String(hash);
    }
}
