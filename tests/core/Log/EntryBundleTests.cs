using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class EntryBundleTests
{
    [Fact]
    public void TryParse_WhatWriteWrites_IsTheLeafData() =>
        Prop.ForAll<ulong, (byte[] Key, byte[] Value)[]>((first, drafts) =>
        {
            var bundle = drafts.SelectMany((d, i) => Written(first + (ulong)i, d.Key, d.Value)).ToArray();
            return EntryBundle.TryParse(bundle, drafts.Length, out var found) == BundleFault.None
                && found.Select((entry, i) => (entry, i)).All(e =>
                    LeafData.TryRead(e.entry.Span, out var index, out var key, out var value)
                    && index == first + (ulong)e.i && key.SequenceEqual(drafts[e.i].Key) && value.SequenceEqual(drafts[e.i].Value));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_OneEntry_IsLengthAndLeafDataWithoutItsPrefix() =>
        Assert.Equal("0012" + "0000000000000100" + "0000000000000001" + "6b" + "76", Convert.ToHexStringLower(Written(256, "k"u8, "v"u8)));

    [Fact]
    public void Write_LongestEntry_Fits()
    {
        var value = new byte[EntryBundle.MaxEntryLength - 16 - 3];

        var bundle = Written(7, "key"u8, value);

        Assert.Equal(2 + EntryBundle.MaxEntryLength, bundle.Length);
        Assert.Equal(BundleFault.None, EntryBundle.TryParse(bundle, 1, out var found));
        Assert.Equal(EntryBundle.MaxEntryLength, found[0].Length);
    }

    [Fact]
    public void Write_EntryOneByteTooLong_Refuses()
    {
        var value = new byte[EntryBundle.MaxEntryLength - 16 - 3 + 1];

        Assert.Null(EntryBundle.Length(3, value.Length));
        Assert.Null(EntryBundle.Length(int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentException>(() => EntryBundle.Write(7, "key"u8, value, new byte[1 << 17]));
    }

    [Fact]
    public void Write_ShortDestination_Refuses() =>
        Assert.Throws<ArgumentException>(() => EntryBundle.Write(0, "k"u8, "v"u8, new byte[19]));

    [Theory]
    [InlineData("", 0, BundleFault.None)]
    [InlineData("0000", 1, BundleFault.None)]
    [InlineData("", 1, BundleFault.Incomplete)]
    [InlineData("00", 1, BundleFault.Incomplete)]
    [InlineData("0002aa", 1, BundleFault.Incomplete)]
    [InlineData("0001aa", 2, BundleFault.Incomplete)]
    [InlineData("0001aa00", 1, BundleFault.TooMany)]
    [InlineData("0001aa0000", 1, BundleFault.TooMany)]
    public void TryParse_Bytes_SaysWhatTheyAre(string hex, int entries, BundleFault expected) =>
        Assert.Equal(expected, EntryBundle.TryParse(Convert.FromHexString(hex), entries, out _));

    [Fact]
    public void TryParse_AnyBytes_ReturnsOrRejects() =>
        Prop.ForAll<byte[], byte>((bytes, entries) =>
            EntryBundle.TryParse(bytes, entries, out var found) == BundleFault.None
                ? found.Count == entries && found.Sum(e => e.Length + 2) == bytes.Length
                : found.Count == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void LeafDataTryRead_AnyBytes_ReturnsOrRejects() =>
        Prop.ForAll<byte[]>(bytes =>
            !LeafData.TryRead(bytes, out _, out var key, out var value) || key.Length + value.Length + 16 == bytes.Length).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("00000000000000000000000000000000", true)]
    [InlineData("000000000000000000000000000000")]
    [InlineData("00000000000000000000000000000001")]
    [InlineData("0000000000000000ffffffffffffffffaa")]
    public void LeafDataTryRead_Bytes_SaysWhetherTheyAre(string hex, bool expected = false) =>
        Assert.Equal(expected, LeafData.TryRead(Convert.FromHexString(hex), out _, out _, out _));

    private static byte[] Written(ulong index, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var bytes = new byte[EntryBundle.Length(key.Length, value.Length) ?? (1 << 17)];
        Assert.Equal(bytes.Length, EntryBundle.Write(index, key, value, bytes));
        return bytes;
    }
}
