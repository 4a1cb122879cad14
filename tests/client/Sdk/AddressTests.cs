using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>Addresses as people write them.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("immu://h", "http://h:3322/", null, null, "defaultdb", null)]
    [InlineData("immu://h/", "http://h:3322/", null, null, "defaultdb", null)]
    [InlineData("IMMU://u:p@h:1/db", "http://h:1/", "u", "p", "db", null)]
    [InlineData("immus://u@h/db/", "https://h:3322/", "u", null, "db", null)]
    [InlineData("immu://u:@[::1]:77/db", "http://[::1]:77/", "u", "", "db", null)]
    [InlineData("immu://a%40b:p%3A%2F%25@h/d%C3%A4", "http://h:3322/", "a@b", "p:/%", "dä", null)]
    [InlineData("immu://u:p:q@r@h", "http://h:3322/", "u", "p:q@r", "defaultdb", null)]
    [InlineData("http://h/db", "http://h/", null, null, "db", null)]
    [InlineData("https://h:8443/db?code=a%3D%3D", "https://h:8443/", null, null, "db", "a==")]
    [InlineData("https://h?code=k", "https://h/", null, null, "defaultdb", "k")]
    public void Parse_OfAnAddress_GivesItsParts(string text, string endpoint, string? user, string? password, string database, string? key)
    {
        LedgerAddress address = LedgerAddress.Parse(text);

        Assert.Equal((endpoint, user, password, database, key), (address.Endpoint.ToString(), address.User, address.Password, address.Database, address.FunctionKey));
    }

    [Theory]
    [InlineData("", "does not begin with")]
    [InlineData("host:3322", "does not begin with")]
    [InlineData("ftp://h", "ftp")]
    [InlineData("immu://", "no host")]
    [InlineData("immu://secret@", "no host")]
    [InlineData("immu://h:0", "port")]
    [InlineData("immu://h:99999", "port")]
    [InlineData("immu://h:", "port")]
    [InlineData("immu://[::1]x", "port")]
    [InlineData("immu://[1.2.3.4]", "brackets")]
    [InlineData("immu://[::1", "brackets")]
    [InlineData("immu://::1:3322", "in brackets")]
    [InlineData("immu://u:secret/x@h/db", "no number")]
    [InlineData("immu://h/a/b", "%2F")]
    [InlineData("immu://u:secret%@h", "%25")]
    [InlineData("immu://u:secret%zz@h", "%25")]
    [InlineData("immu://u:sec#ret@h", "%23")]
    [InlineData("immu://:secret@h", "user")]
    [InlineData("immu://h?code=secret", "%3F")]
    [InlineData("https://h?key=secret", "key")]
    [InlineData("https://h?code=", "code")]
    [InlineData("immu://a b", "name")]
    public void Parse_OfAnythingElse_SaysWhatIsWrongAndNoSecret(string text, string reason)
    {
        var e = Assert.Throws<FormatException>(() => LedgerAddress.Parse(text));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_OfAnAddress_HasNeitherPasswordNorKeyAndCanBeRead()
    {
        LedgerAddress address = LedgerAddress.Parse("https://a%40b:secret@[::1]/d%2Fb?code=secret");

        Assert.Equal("https://a%40b@[::1]:443/d%2Fb", address.ToString());
        Assert.Equal(address with { Password = null, FunctionKey = null }, LedgerAddress.Parse(address.ToString()));
    }

    [Fact]
    public void Parse_OfRandomText_ReadsOrRefuses()
    {
        var random = new Random(20261123);
        const string Alphabet = "immus://htp@:[]%?#=&ab1.2 /\u00e4\ud800";
        for (int i = 0; i < 20_000; i++)
        {
            string text = (i % 2 == 0 ? "immu://" : "https://") + string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            try
            {
                Assert.NotNull(LedgerAddress.Parse(text).Endpoint);
            }
            catch (FormatException)
            {
            }
        }
    }
}
