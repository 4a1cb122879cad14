using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class EntryCodecTests
{
    [Fact]
    public void Encode_SmallEntry_LaysOutKindLengthsKeyValue()
    {
        Assert.Equal("0103056b657976616c7565", Convert.ToHexStringLower(Encode(EntryKind.Reference, "key"u8, "value"u8)));
    }

    [Fact]
    public void Encode_LengthOf128_TakesTwoLengthBytes()
    {
        var record = Encode(EntryKind.Plain, [], new byte[128]);

        Assert.Equal("00008001", Convert.ToHexStringLower(record.AsSpan(0, 4)));
        Assert.Equal(4 + 128, record.Length);
    }

    [Theory]
    [InlineData(0, 0, 3)]
    [InlineData(127, 127, 3 + 254)]
    [InlineData(128, 16_383, 1 + 2 + 2 + 128 + 16_383)]
    [InlineData(0, 16_384, 1 + 1 + 3 + 16_384)]
    [InlineData(0, 2_097_152, 1 + 1 + 4 + 2_097_152)]
    [InlineData(0, 268_435_456, 1 + 1 + 5 + 268_435_456)]
    public void EncodedLength_AroundVarintSteps_CountsLengthBytes(int keyLength, int valueLength, int expected)
    {
        Assert.Equal(expected, EntryCodec.EncodedLength(keyLength, valueLength));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(1, int.MaxValue - 7)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void EncodedLength_ImpossibleLengths_Throws(int keyLength, int valueLength)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EntryCodec.EncodedLength(keyLength, valueLength));
    }

    [Fact]
    public void EncodedLength_LargestRecord_IsIntMax()
    {
        Assert.Equal(int.MaxValue, EntryCodec.EncodedLength(0, int.MaxValue - 7));
    }

    [Fact]
    public void Encode_ShortDestination_Throws()
    {
        Assert.Throws<ArgumentException>(() => EntryCodec.Encode(EntryKind.Plain, "key"u8, "value"u8, new byte[10]));
    }

    [Fact]
    public void Encode_UndefinedKind_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EntryCodec.Encode((EntryKind)3, "key"u8, "value"u8, new byte[20]));
    }

    [Fact]
    public void Decode_EncodedEntry_GivesItBack()
    {
        Prop.ForAll<byte[], byte[], byte>((key, value, kind) =>
        {
            var wanted = (EntryKind)(kind % 3);
            byte[] source = [.. Encode(wanted, key, value), 0xff, 0xff];

            var fault = EntryCodec.Decode(source, out var entry, out var consumed);

            return fault == EntryFault.None
                && consumed == source.Length - 2
                && entry.Kind == wanted
                && entry.Key.SequenceEqual(key)
                && entry.Value.SequenceEqual(value);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Decode_AnyPrefixOfRecord_IsIncomplete()
    {
        var record = Encode(EntryKind.SortedSetMember, new byte[200], new byte[300]);

        Assert.All(
            Enumerable.Range(0, record.Length),
            length => Assert.Equal(EntryFault.Incomplete, EntryCodec.Decode(record.AsSpan(0, length), out _, out _)));
    }

    [Theory]
    [InlineData("", EntryFault.Incomplete)]
    [InlineData("030000", EntryFault.BadKind)]
    [InlineData("ff0000", EntryFault.BadKind)]
    [InlineData("00800000", EntryFault.BadLength)] // 0 in two bytes
    [InlineData("0000818000", EntryFault.BadLength)] // 1 in three bytes
    [InlineData("008080808008", EntryFault.BadLength)] // 2^31
    [InlineData("00ffffffffff01", EntryFault.BadLength)] // six bytes
    [InlineData("00ffffffff07ffffffff07", EntryFault.BadLength)] // two times 2^31 - 1
    [InlineData("0000ffffffff07", EntryFault.BadLength)] // fits an int, the record does not
    [InlineData("0000f8ffffff07", EntryFault.Incomplete)] // the largest record, cut
    public void Decode_DamagedRecord_NamesFault(string hex, EntryFault expected)
    {
        var fault = EntryCodec.Decode(Convert.FromHexString(hex), out var entry, out var consumed);

        Assert.Equal(expected, fault);
        Assert.Equal(0, consumed);
        Assert.True(entry.Key.IsEmpty && entry.Value.IsEmpty);
    }

    [Fact]
    public void Decode_RandomBytes_RejectsOrGivesTheOnlyEncoding()
    {
        Prop.ForAll<byte[], byte>((bytes, kind) =>
        {
            byte[] source = [(byte)(kind % 4), .. bytes];
            return EntryCodec.Decode(source, out var entry, out var consumed) != EntryFault.None
                || Encode(entry.Kind, entry.Key, entry.Value).AsSpan().SequenceEqual(source.AsSpan(0, consumed));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    private static byte[] Encode(EntryKind kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var record = new byte[EntryCodec.EncodedLength(key.Length, value.Length)];
        Assert.Equal(record.Length, EntryCodec.Encode(kind, key, value, record));
        return record;
    }
}
