using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Commands;

public sealed class GivenBytesTests
{
    [Theory]
    [InlineData("hello", "68656c6c6f")]
    [InlineData("", "")]
    [InlineData("hex:00FF", "00ff")]
    [InlineData("base64:AP8=", "00ff")]
    [InlineData("text:hex:00", "6865783a3030")]
    [InlineData("text:@file", "4066696c65")]
    [InlineData("ü", "c3bc")]
    public void Parse_OfWhatIsTyped_IsTheBytesMeant(string typed, string expected)
    {
        Assert.Equal(expected, Convert.ToHexStringLower(GivenBytes.Parse(typed)!.Value.Span));
    }

    [Theory, InlineData("hex:0"), InlineData("hex:zz"), InlineData("base64:A"), InlineData("base64:*")]
    public void Parse_OfWhatDoesNotGoOnAsItBegins_IsNull(string typed)
    {
        Assert.Null(GivenBytes.Parse(typed));
    }

    [Fact]
    public void Parse_OfRandomText_NeverThrows()
    {
        var random = new Random(3);
        string[] beginnings = ["", "hex:", "base64:", "text:"];
        for (int round = 0; round < 10_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(0, 10)).Select(_ => (char)random.Next(1, 0xd800)));
            _ = GivenBytes.Parse(beginnings[random.Next(4)] + text);
        }
    }

    [Fact]
    public async Task Read_OfFileAndInput_IsTheirBytes()
    {
        using var terminal = new TestTerminal { Input = "from input" };
        await using var host = new CommandHost(terminal.Terminal());
        File.WriteAllBytes(terminal.Home["value"], [1, 2, 3]);

        Assert.Equal([1, 2, 3], GivenBytes.Read("@" + terminal.Home["value"], host).ToArray());
        Assert.Equal("from input", GivenBytes.Read("-", host).ToString());
        Assert.Throws<FailureException>(() => GivenBytes.Read("hex:zz", host));
    }
}
