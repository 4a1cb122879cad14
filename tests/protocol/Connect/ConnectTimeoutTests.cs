using ImmuFunctions.Protocol.Connect;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Connect;

public sealed class ConnectTimeoutTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-5, "0")]
    [InlineData(1, "1")]
    [InlineData(10_000, "1")]
    [InlineData(10_001, "2")]
    [InlineData(50_000_000, "5000")]
    [InlineData(long.MaxValue, "9999999999")]
    public void Format_OfTicks_IsMillisecondsRoundedUp(long ticks, string text) => Assert.Equal(text, ConnectTimeout.Format(TimeSpan.FromTicks(ticks)));

    [Fact]
    public void Parse_OfWhatWasFormatted_IsIt()
    {
        var random = new Random(3);

        Assert.All(Enumerable.Range(0, 2000).Select(_ => TimeSpan.FromMilliseconds(random.NextInt64(10_000_000_000))), time => Assert.Equal(time, ConnectTimeout.Parse(ConnectTimeout.Format(time))));
    }

    [Theory, InlineData(""), InlineData("-1"), InlineData("1.5"), InlineData(" 1"), InlineData("1s"), InlineData("12345678901"), InlineData("0x10")]
    public void Parse_OfAnythingElse_IsNone(string text) => Assert.Null(ConnectTimeout.Parse(text));

    [Fact]
    public void Parse_OfRandomText_Answers()
    {
        var random = new Random(5);

        Assert.All(Enumerable.Range(0, 5000), _ => ConnectTimeout.Parse(new string(random.GetItems<char>("0123456789+-. e,\0٣", random.Next(13)))));
    }
}
