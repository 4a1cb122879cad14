using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class TargetSuffixTests
{
    [Fact]
    public void Bind_SuffixWithoutIndex_OverwritesLastNineBytesOnly()
    {
        var value = ReferenceValue.Encode("greeting"u8, null);
        var key = SortedSetKey.Encode("s"u8, 1.5, "greeting"u8, null);

        ReferenceValue.Bind(value, 3);
        SortedSetKey.Bind(key, 3);

        Assert.Equal(ReferenceValue.Encode("greeting"u8, 3), value);
        Assert.Equal(SortedSetKey.Encode("s"u8, 1.5, "greeting"u8, 3), key);
    }

    [Fact]
    public void Write_FewerThanNineBytes_Throws()
    {
        Assert.Throws<ArgumentException>(() => TargetSuffix.Write(new byte[8], 1));
        Assert.Throws<ArgumentException>(() => TargetSuffix.Bind(new byte[8], 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000")] // eight bytes
    [InlineData("000000000000000002")] // flag 2
    [InlineData("0000000000000000ff")]
    [InlineData("000000000000000100")] // an index the flag denies
    public void TrySplit_NoSuffix_IsFalse(string hex)
    {
        Assert.False(TargetSuffix.TrySplit(Convert.FromHexString(hex), out var rest, out var index));
        Assert.True(rest.IsEmpty);
        Assert.Null(index);
    }

    [Fact]
    public void TrySplit_LargestIndex_GivesItBack()
    {
        var bytes = new byte[TargetSuffix.Length];
        TargetSuffix.Write(bytes, ulong.MaxValue);

        Assert.True(TargetSuffix.TrySplit(bytes, out _, out var index));
        Assert.Equal(ulong.MaxValue, index);
    }
}
