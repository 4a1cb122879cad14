using ImmuFunctions.Cli.Connecting;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Connecting;

public sealed class TokenFileTests
{
    // Spec section 12.3.
    private const string Vector = "000000000000000964656661756c74646276322e7075626c69632e41414141";

    [Fact]
    public void Format_OfTheVector_IsItsBytes()
    {
        byte[] content = new TokenFile("defaultdb", "v2.public.AAAA").Format();

        Assert.Equal(Vector, Convert.ToHexStringLower(content));
    }

    [Fact]
    public void Parse_OfTheVector_HasDatabaseAndToken()
    {
        TokenFile? file = TokenFile.Parse(Convert.FromHexString(Vector));

        Assert.Equal(new TokenFile("defaultdb", "v2.public.AAAA"), file);
    }

    [Theory, InlineData("", "token"), InlineData("bücher", ""), InlineData("", "")]
    public void Parse_OfWhatWasFormatted_IsTheSame(string database, string token)
    {
        var file = new TokenFile(database, token);

        Assert.Equal(file, TokenFile.Parse(file.Format()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000000000")]
    [InlineData("0000000000000002ff61")]
    [InlineData("ffffffffffffffff61")]
    [InlineData("000000000000000261")]
    [InlineData("0000000000000000ff")]
    public void Parse_OfWhatIsNone_IsNull(string hex)
    {
        Assert.Null(TokenFile.Parse(Convert.FromHexString(hex)));
    }

    [Fact]
    public void Parse_OfRandomBytes_NeverThrows()
    {
        var random = new Random(12);
        for (int round = 0; round < 10_000; round++)
        {
            var bytes = new byte[random.Next(0, 40)];
            random.NextBytes(bytes);
            if (round % 2 == 0 && bytes.Length >= 8)
                bytes.AsSpan(0, 7).Clear();

            TokenFile? file = TokenFile.Parse(bytes);

            Assert.True(file is null || file.Format().AsSpan().SequenceEqual(bytes));
        }
    }

    [Fact, System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Write_OverAFileThatAllMayRead_LeavesOneForTheOwnerOnly()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["token"], "old");
        File.SetUnixFileMode(folder["token"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        new TokenFile("db", "secret").Write(folder["token"]);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["token"]));
        Assert.Equal(new TokenFile("db", "secret"), TokenFile.Read(folder["token"]));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void ToString_OfAToken_DoesNotHaveIt()
    {
        Assert.DoesNotContain("secret", new TokenFile("db", "secret").ToString());
    }
}
