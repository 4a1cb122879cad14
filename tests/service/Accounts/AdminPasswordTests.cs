using System.Text;
using ImmuFunctions.Service.Accounts;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts;

public sealed class AdminPasswordTests
{
    [Theory]
    [InlineData("pass", "pass")]
    [InlineData("enc:cGFzcw==", "pass")]
    [InlineData("pässword", "pässword")]
    public void Parse_PlainOrEncoded_IsThePassword(string configured, string expected) =>
        Assert.Equal(Encoding.UTF8.GetBytes(expected), AdminPassword.Parse(configured).Utf8);

    [Theory]
    [InlineData("")]
    [InlineData("enc:")]
    public void Parse_Empty_IsRefused(string configured)
    {
        var refusal = Assert.Throws<ArgumentException>(() => AdminPassword.Parse(configured));
        Assert.StartsWith("Admin password cannot be empty", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_EncodedNonsense_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => AdminPassword.Parse("enc:not base64!"));
    }
}
