using System.Text;
using ImmuFunctions.Service.Accounts;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts;

public sealed class PasswordTests
{
    [Theory]
    [InlineData("pass", "pass", true)]
    [InlineData("pass", "Pass", false)]
    [InlineData("pass", "passw", false)]
    [InlineData("pass", "", false)]
    [InlineData("enc:cGFzcw==", "pass", true)]
    [InlineData("enc:cGFzcw==", "enc:cGFzcw==", false)]
    [InlineData("pässword", "pässword", true)]
    public void Matches_Candidate_OnlyTheSame(string configured, string candidate, bool expected)
    {
        Assert.Equal(expected, Password.Parse(configured).Matches(Encoding.UTF8.GetBytes(candidate)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("enc:")]
    public void Parse_Empty_IsRefused(string configured)
    {
        var refusal = Assert.Throws<ArgumentException>(() => Password.Parse(configured));
        Assert.StartsWith("Admin password cannot be empty", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_EncodedNonsense_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Password.Parse("enc:not base64!"));
    }
}
