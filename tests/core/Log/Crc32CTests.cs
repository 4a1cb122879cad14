using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class Crc32CTests
{
    public static TheoryData<Crc32CPath> Paths =>
        [.. Enum.GetValues<Crc32CPath>().Where(Crc32C.IsSupported)];

    [Theory, MemberData(nameof(Paths))]
    public void Append_CheckString_GivesCheckValue(Crc32CPath path)
    {
        Assert.Equal(0xE3069283, Crc32C.Append(path, 0, "123456789"u8));
    }

    // The 32-byte examples of RFC 3720 appendix B.4, written there lowest byte first.
    [Theory, MemberData(nameof(Paths))]
    public void Append_Rfc3720Examples_GivesTheirValues(Crc32CPath path)
    {
        byte[] ones = [.. Enumerable.Repeat((byte)0xff, 32)];
        byte[] ascending = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        byte[] descending = [.. ascending.Reverse()];

        Assert.Equal(0x8A9136AAu, Crc32C.Append(path, 0, new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Append(path, 0, ones));
        Assert.Equal(0x46DD794Eu, Crc32C.Append(path, 0, ascending));
        Assert.Equal(0x113FDB5Cu, Crc32C.Append(path, 0, descending));
    }

    [Theory, MemberData(nameof(Paths))]
    public void Append_EveryLengthAroundBlocks_EqualsBitByBit(Crc32CPath path)
    {
        var bytes = Pattern(3_300);

        Assert.All(
            Enumerable.Range(0, 80).Concat(Enumerable.Range(1_500, 80)).Concat(Enumerable.Range(3_060, 80)),
            length => Assert.Equal(BitByBit(bytes.AsSpan(1, length)), Crc32C.Append(path, 0, bytes.AsSpan(1, length))));
    }

    [Theory, MemberData(nameof(Paths))]
    public void Append_BytesInTwoParts_EqualsWhole(Crc32CPath path)
    {
        var bytes = Pattern(5_000);
        Prop.ForAll<int>(cut =>
        {
            var at = (int)((uint)cut % bytes.Length);
            return Crc32C.Append(path, Crc32C.Append(path, 0, bytes.AsSpan(0, at)), bytes.AsSpan(at)) == Crc32C.Compute(bytes);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Compute_NoBytes_IsZero()
    {
        Assert.Equal(0u, Crc32C.Compute([]));
    }

    [Fact]
    public void Append_UnknownPath_Throws()
    {
        Assert.Throws<PlatformNotSupportedException>(() => Crc32C.Append((Crc32CPath)9, 0, []));
    }

    [Fact]
    public void Fastest_ThisProcessor_IsSupported()
    {
        Assert.True(Crc32C.IsSupported(Crc32C.Fastest));
    }

    private static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)((i * 167) + (i >> 5));
        return bytes;
    }

    // The definition itself: divide by the polynomial, a bit at a time.
    private static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        var register = uint.MaxValue;
        foreach (var next in bytes)
        {
            register ^= next;
            for (var bit = 0; bit < 8; bit++) register = (register >> 1) ^ ((register & 1) * 0x82F63B78);
        }

        return ~register;
    }
}
