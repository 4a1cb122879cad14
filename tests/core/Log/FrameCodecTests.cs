using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class FrameCodecTests
{
    private static readonly byte[] TwoRecords =
        FrameBuilder.Records(("a"u8.ToArray(), "1"u8.ToArray()), ("b"u8.ToArray(), "22"u8.ToArray()));

    [Fact]
    public void Read_WrittenFrame_GivesHeaderAndRecordsBack()
    {
        Prop.ForAll<byte[], byte[], ulong>((key, value, firstIndex) =>
        {
            var header = FrameBuilder.Header(1, firstIndex / 2);
            var records = FrameBuilder.Records((key, value));
            byte[] source = [.. FrameBuilder.Frame(header, records), 1, 2, 3];

            var fault = FrameCodec.Read(source, out var read, out var entries, out var frameLength);

            return fault == FrameFault.None
                && read == header
                && entries.SequenceEqual(records)
                && frameLength == source.Length - 3;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_WrittenSeal_GivesHeaderBack()
    {
        var header = FrameBuilder.SealHeader();
        var frame = FrameBuilder.Frame(header, []);

        Assert.Equal(FrameFault.None, FrameCodec.Read(frame, out var read, out var entries, out var frameLength));
        Assert.Equal(header, read);
        Assert.True(entries.IsEmpty);
        Assert.Equal(FrameCodec.HeaderLength, frameLength);
    }

    [Fact]
    public void Read_EverySingleBitFlip_IsDetected()
    {
        var frame = FrameBuilder.Frame(FrameBuilder.Header(2), TwoRecords);

        Assert.All(Enumerable.Range(0, frame.Length * 8), bit =>
        {
            var flipped = frame.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            var fault = FrameCodec.Read(flipped, out var header, out var entries, out _);

            Assert.NotEqual(FrameFault.None, fault);
            Assert.Equal(bit < 32, fault == FrameFault.BadMagic);
            Assert.Equal(default, header);
            Assert.True(entries.IsEmpty);
        });
    }

    [Fact]
    public void Read_EverySingleBitFlipWithMoreFramesBehind_IsDetected()
    {
        var frame = FrameBuilder.Frame(FrameBuilder.Header(2), TwoRecords);
        byte[] segment = [.. frame, .. frame, .. frame, .. new byte[70_000]];

        Assert.All(Enumerable.Range(0, frame.Length * 8), bit =>
        {
            segment[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(FrameFault.None, FrameCodec.Read(segment, out _, out _, out _));
            segment[bit / 8] ^= (byte)(1 << (bit % 8));
        });
    }

    [Fact]
    public void Read_AnyPrefixOfFrame_IsIncompleteAndTellsLengthOnceKnown()
    {
        var frame = FrameBuilder.Frame(FrameBuilder.Header(2), TwoRecords);

        Assert.All(Enumerable.Range(0, frame.Length), length =>
        {
            Assert.Equal(FrameFault.Incomplete, FrameCodec.Read(frame.AsSpan(0, length), out _, out _, out var frameLength));
            Assert.Equal(length < FrameCodec.LengthPrefix ? 0 : frame.Length, frameLength);
        });
    }

    [Theory]
    [InlineData("00000000000000000000")]
    [InlineData("49")]
    [InlineData("494d46")]
    [InlineData("58")]
    [InlineData("494d4658")]
    public void Read_OtherStart_IsBadMagicAsSoonAsItDiffers(string hex)
    {
        var expected = "494d464c".StartsWith(hex, StringComparison.Ordinal) ? FrameFault.Incomplete : FrameFault.BadMagic;

        Assert.Equal(expected, FrameCodec.Read(Convert.FromHexString(hex), out _, out _, out _));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData((uint)FrameCodec.HeaderLength - 12 - 1)]
    [InlineData((uint)FrameCodec.MaxLength - 12 + 1)]
    [InlineData(0x7fffffffu)]
    [InlineData(0x80000000u)]
    [InlineData(0xffffffffu)]
    public void Read_ImpossibleLength_IsBadLength(uint bodyLength)
    {
        byte[] source = [.. "IMFL"u8, .. BigEndian(bodyLength), .. new byte[200]];

        Assert.Equal(FrameFault.BadLength, FrameCodec.Read(source, out _, out _, out var frameLength));
        Assert.Equal(0, frameLength);
        Assert.False(FrameCodec.TryReadLength(source, out _));
    }

    [Fact]
    public void Read_WrongChecksum_IsBadChecksum()
    {
        var frame = FrameBuilder.Frame(FrameBuilder.Header(2), TwoRecords);
        frame[^1] ^= 0xff;

        Assert.Equal(FrameFault.BadChecksum, FrameCodec.Read(frame, out _, out _, out var frameLength));
        Assert.Equal(frame.Length, frameLength);
    }

    [Theory]
    [InlineData(12, "00", FrameFault.BadVersion)]
    [InlineData(12, "03", FrameFault.BadVersion)]
    [InlineData(12, "02", FrameFault.BadRequests)] // a record is no table
    [InlineData(13, "00", FrameFault.BadKind)]
    [InlineData(13, "03", FrameFault.BadKind)]
    [InlineData(13, "02", FrameFault.BadSeal)] // a seal with an entry
    [InlineData(38, "00000000", FrameFault.BadCount)]
    [InlineData(38, "00000002", FrameFault.BadCount)] // five bytes hold one record
    [InlineData(38, "ffffffff", FrameFault.BadCount)]
    [InlineData(30, "ffffffffffffffff00000001", FrameFault.BadCount)] // one past the last index
    public void Read_SoundChecksumOverImpossibleBody_NamesFault(int at, string hex, FrameFault expected)
    {
        var frame = FrameBuilder.Forged(at, Convert.FromHexString(hex));

        Assert.Equal(expected, FrameCodec.Read(frame, out var header, out _, out _));
        Assert.Equal(default, header);
    }

    [Fact]
    public void WriteHeader_SealThatChangesRootOrCounts_Throws()
    {
        var frame = new byte[FrameCodec.HeaderLength];

        Assert.Throws<ArgumentException>(() => FrameCodec.WriteHeader(frame, FrameBuilder.SealHeader() with { RootBefore = FrameBuilder.Before }));
        Assert.Throws<ArgumentException>(() => FrameCodec.WriteHeader(frame, FrameBuilder.SealHeader() with { Count = 1 }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4)] // nine bytes cannot hold four records
    public void WriteHeader_ImpossibleCount_Throws(int count)
    {
        Assert.Throws<ArgumentException>(() => FrameBuilder.Frame(FrameBuilder.Header(count), TwoRecords));
    }

    [Fact]
    public void WriteHeader_ShortFrameOrUnknownKind_Throws()
    {
        Assert.Throws<ArgumentException>(() => FrameCodec.WriteHeader(new byte[FrameCodec.HeaderLength - 1], FrameBuilder.SealHeader()));
        Assert.Throws<ArgumentException>(() => FrameBuilder.Frame(FrameBuilder.Header(2) with { Kind = 0 }, TwoRecords));
    }

    [Fact]
    public void TryReadLength_FirstEightBytes_TellFrameLength()
    {
        var frame = FrameBuilder.Frame(FrameBuilder.Header(2), TwoRecords);

        Assert.True(FrameCodec.TryReadLength(frame.AsSpan(0, FrameCodec.LengthPrefix), out var frameLength));
        Assert.Equal(frame.Length, frameLength);
        Assert.False(FrameCodec.TryReadLength(frame.AsSpan(0, FrameCodec.LengthPrefix - 1), out _));
    }

    [Fact]
    public void Read_RandomBytesAfterMagic_IsAnsweredNotThrown()
    {
        Prop.ForAll<byte[], byte>((bytes, length) =>
        {
            byte[] source = [.. "IMFL"u8, 0, 0, 0, length, .. bytes];
            return FrameCodec.Read(source, out _, out _, out _) != FrameFault.None
                && FrameCodec.Read(bytes, out _, out _, out _) != FrameFault.None;
        }).QuickCheckThrowOnFailure();
    }

    private static byte[] BigEndian(uint value) =>
        [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
