namespace ImmuFunctions.Core.Index;

/// <summary>Maps the bits of a binary64 to a number whose order is the numeric one, and back bit for bit.</summary>
/// <remarks>
/// −NaN &lt; −∞ &lt; … &lt; −0 &lt; +0 &lt; … &lt; +∞ &lt; NaN, IEEE 754's totalOrder: positive numbers go above all negative ones by their sign bit,
/// and of negative ones, whose bits run the other way, every bit is turned round.
/// </remarks>
internal static class ScoreOrder
{
    private const ulong SignBit = 1UL << 63;

    /// <summary>The score's place in numeric order.</summary>
    public static ulong Encode(double score)
    {
        var bits = BitConverter.DoubleToUInt64Bits(score);
        return (bits & SignBit) == 0 ? bits | SignBit : ~bits;
    }

    /// <summary>The score at a place.</summary>
    public static double Decode(ulong place) =>
        BitConverter.UInt64BitsToDouble((place & SignBit) == 0 ? ~place : place & ~SignBit);
}
