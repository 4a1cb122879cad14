using System.Globalization;
using ImmuFunctions.Protocol.Json;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Json;

public sealed class GoNumberTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(2, "2")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(123456789012345678901d, "123456789012345680000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1e-5, "0.00001")]
    [InlineData(1.5e-6, "0.0000015")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(-2.5e-10, "-2.5e-10")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    public void Format_AnyNumber_ReadsAsInGo(double value, string expected) => Assert.Equal(expected, GoNumber.Format(value));

    [Fact]
    public void Format_AnyNumber_ReadsBackAsItself()
    {
        var random = new Random(3);
        for (int round = 0; round < 20_000; round++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value))
                Assert.Equal(value, double.Parse(GoNumber.Format(value), CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("18446744073709551615", null)]
    [InlineData("18446744073709551616", "strconv.ParseUint: parsing \"18446744073709551616\": value out of range")]
    [InlineData("", "strconv.ParseUint: parsing \"\": invalid syntax")]
    [InlineData("-1", "strconv.ParseUint: parsing \"-1\": invalid syntax")]
    [InlineData("1.0", "strconv.ParseUint: parsing \"1.0\": invalid syntax")]
    [InlineData("x\"y", "strconv.ParseUint: parsing \"x\\\"y\": invalid syntax")]
    public void TryParse_AnyText_SaysWhatGoSays(string text, string? expected) => Assert.Equal(expected, GoNumber.TryParse(text, out _));
}
