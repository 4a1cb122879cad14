using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class SegmentNameTests
{
    [Theory]
    [InlineData(0UL, "log/00000000000000000000.seg")]
    [InlineData(1_234_567UL, "log/00000000000001234567.seg")]
    [InlineData(ulong.MaxValue, "log/18446744073709551615.seg")]
    public void Format_FirstIndex_HasTwentyDigits(ulong firstIndex, string expected)
    {
        Assert.Equal(expected, SegmentName.Format(firstIndex));
    }

    [Fact]
    public void TryParse_FormattedName_GivesIndexBack()
    {
        Prop.ForAll<ulong>(index => SegmentName.TryParse(SegmentName.Format(index), out var parsed) && parsed == index)
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("log/0.seg")]
    [InlineData("log/000000000000000000000.seg")] // 21 digits
    [InlineData("log/18446744073709551616.seg")] // 2^64
    [InlineData("log/0000000000000000000x.seg")]
    [InlineData("log/+0000000000000000001.seg")]
    [InlineData("log/ 0000000000000000001.seg")]
    [InlineData("log/٠0000000000000000001.seg")] // an Arabic digit
    [InlineData("LOG/00000000000000000001.seg")]
    [InlineData("log/00000000000000000001.SEG")]
    [InlineData("a/log/00000000000000000001.seg")]
    public void TryParse_OtherName_IsFalse(string? name)
    {
        Assert.False(SegmentName.TryParse(name, out var index));
        Assert.Equal(0UL, index);
    }

    [Fact]
    public void TryParse_RandomText_RejectsOrGivesTheOnlyName()
    {
        Prop.ForAll<string?>(name => !SegmentName.TryParse(name, out var index) || SegmentName.Format(index) == name)
            .QuickCheckThrowOnFailure();
    }
}
