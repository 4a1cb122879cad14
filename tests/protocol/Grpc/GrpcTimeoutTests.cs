using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1n", 1)]
    [InlineData("100n", 1)]
    [InlineData("101n", 2)]
    [InlineData("7u", 70)]
    [InlineData("7m", 70_000)]
    [InlineData("7S", 70_000_000)]
    [InlineData("7M", 4_200_000_000)]
    [InlineData("7H", 252_000_000_000)]
    [InlineData("0H", 0)]
    [InlineData("99999999H", 3_599_999_964_000_000_000)]
    public void TryParse_EveryUnit_IsRead(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("+1S")]
    [InlineData(" 1S")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    public void TryParse_Malformed_IsRefused(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Theory]
    [InlineData(-5, "0u")]
    [InlineData(1, "1u")]
    [InlineData(10, "1u")]
    [InlineData(999_999_990, "99999999u")]
    [InlineData(999_999_991, "100000m")]
    [InlineData(long.MaxValue, "99999999H")]
    public void Format_AnyTime_IsFinestUnitRoundedUp(long ticks, string text) =>
        Assert.Equal(text, GrpcTimeout.Format(new TimeSpan(ticks)));

    [Fact]
    public void Format_ThenParse_IsNeverShorterAndHardlyLonger() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), seed =>
        {
            var asked = new TimeSpan(Math.Abs(seed % long.MaxValue) >> (int)(seed & 63) / 2);
            return GrpcTimeout.TryParse(GrpcTimeout.Format(asked), out var sent)
                && (sent >= asked && sent - asked <= (asked / 1000) + TimeSpan.FromMicroseconds(1));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryParse_RandomText_NeverThrows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
            !GrpcTimeout.TryParse(text, out var timeout) || timeout >= TimeSpan.Zero).QuickCheckThrowOnFailure();
}
