using Google.Protobuf;
using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>Bytes that compare by content.</summary>
public sealed class LedgerBytesTests
{
    [Fact]
    public void Equality_OfTheSameBytesFromAnywhere_Holds()
    {
        LedgerBytes[] same = ["k", new byte[] { 0x6b }, new ReadOnlyMemory<byte>([0x6b]), ByteString.CopyFromUtf8("k")];

        Assert.Single(same.ToHashSet());
        Assert.True(same[0] == same[1] && !(same[0] != same[2]));
        Assert.NotEqual((LedgerBytes)"k", "K");
        Assert.False(same[0].Equals("k" as object));
    }

    [Fact]
    public void Order_OfBytes_IsUnsignedAndShorterFirst()
    {
        LedgerBytes[] sorted = [new byte[] { 0xff }, new byte[] { 1, 0 }, Array.Empty<byte>(), new byte[] { 1 }];
        Array.Sort(sorted);

        Assert.Equal(["", "01", "0100", "ff"], sorted.Select(bytes => Convert.ToHexStringLower(bytes.Span)));
        Assert.True(sorted[0] < sorted[1] && sorted[3] >= sorted[2] && sorted[2] > sorted[1] && sorted[1] <= sorted[1]);
    }

    [Fact]
    public void Text_OfBytes_IsUtf8OrNone()
    {
        Assert.True(((LedgerBytes)"grüß").TryGetText(out string? text));
        Assert.Equal("grüß", text);
        Assert.False(((LedgerBytes)new byte[] { 0xff }).TryGetText(out _));
        Assert.Equal("\ufffd", ((LedgerBytes)new byte[] { 0xff }).ToString());
        Assert.True(default(LedgerBytes).IsEmpty);
        Assert.Equal("", default(LedgerBytes).ToString());
    }
}
