using ImmuFunctions.Ledger.Tiles;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Tiles;

public sealed class UnfinishedWriteTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2047)]
    public void Explains_Short_Yes(int length) => Assert.True(UnfinishedWrite.Explains(Ones(length), 2048));

    [Fact]
    public void Explains_Whole_No() => Assert.False(UnfinishedWrite.Explains(Ones(2048), 2048));

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(1536)]
    public void Explains_AZeroedSector_Yes(int at)
    {
        byte[] bytes = Ones(2048);
        bytes.AsSpan(at, 512).Clear();

        Assert.True(UnfinishedWrite.Explains(bytes, 2048));
    }

    [Fact]
    public void Explains_ZerosThatAreNoSector_No()
    {
        byte[] bytes = Ones(2048);
        bytes.AsSpan(256, 512).Clear();

        Assert.False(UnfinishedWrite.Explains(bytes, 2048));
    }

    private static byte[] Ones(int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(1);
        return bytes;
    }
}
