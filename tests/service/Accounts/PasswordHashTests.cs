using ImmuFunctions.Service.Accounts;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts;

public sealed class PasswordHashTests
{
    /// <summary>Any bytes: empty, no text, as long as there can be.</summary>
    public static TheoryData<byte[]> Passwords => [(byte[])[], (byte[])[0], (byte[])[0xff, 0xfe], "MyP@ssw0rd"u8.ToArray(), (byte[])[.. Enumerable.Range(0, 1 << 16).Select(i => (byte)i)]];

    [Theory]
    [MemberData(nameof(Passwords))]
    public void Matches_SamePassword_AndNoOther(byte[] password)
    {
        string hash = PasswordHash.Make(password);

        Assert.True(PasswordHash.Matches(hash, password));
        Assert.False(PasswordHash.Matches(hash, [.. password, 0]));
    }

    [Fact]
    public void Make_Twice_GivesTwoHashes() => Assert.NotEqual(PasswordHash.Make("p"u8), PasswordHash.Make("p"u8));

    [Fact]
    public void Make_Any_IsPbkdf2WithTheStatedNumbers()
    {
        byte[] hash = Convert.FromBase64String(PasswordHash.Make("p"u8));

        Assert.Equal("01" + "00000002" + "000186A0" + "00000010", Convert.ToHexString(hash.AsSpan(0, 13)));
        Assert.Equal(13 + 16 + 32, hash.Length);
        byte[] key = System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2(
            Convert.ToBase64String("p"u8), hash.AsSpan(13, 16), 100_000, System.Security.Cryptography.HashAlgorithmName.SHA512, 32);
        Assert.Equal(key, hash[29..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no base64!")]
    [InlineData("AQ==")]
    [InlineData("/w==")]
    public void Matches_NoHash_IsFalse(string hash) => Assert.False(PasswordHash.Matches(hash, "p"u8));

    [Fact]
    public void Waste_AnyPassword_Returns() => PasswordHash.Waste("p"u8);

    // The work of a check is given by the first 13 bytes of the hash: they have to be the same.
    [Fact]
    public void Waste_HashOfNobody_AsksForTheSameWork() =>
        Assert.Equal(Convert.FromBase64String(PasswordHash.Make("p"u8))[..13], Convert.FromBase64String(PasswordHash.Nobodys)[..13]);
}
