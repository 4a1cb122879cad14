namespace ImmuFunctions.Core.Index;

/// <summary>A page's Bloom filter: which filter keys it may hold, in 10 bits a key.</summary>
/// <remarks>
/// With m bits and the <see cref="XxHash64"/> of a key split into its low half a and its high half b, the key's seven
/// bits are number <c>((a + i · b) mod 2^32) · m / 2^32</c> for i = 0 to 6, rounded down; bit n is the bit of value
/// <c>2^(n mod 8)</c> in byte <c>n / 8</c>. About one absent key in a hundred passes.
/// Source: Kirsch and Mitzenmacher, "Less hashing, same performance" (2006).
/// </remarks>
internal static class BloomFilter
{
    private const int Probes = 7;

    /// <summary>Bytes of the filter for a number of distinct keys.</summary>
    public static int ByteLength(int keys) => ((keys * RunLayout.FilterBitsPerKey) + 7) / 8;

    /// <summary>Adds a key by its hash.</summary>
    public static void Add(Span<byte> filter, ulong hash)
    {
        var (probe, step, bits) = ((uint)hash, (uint)(hash >> 32), (ulong)filter.Length * 8);
        for (var i = 0; i < Probes; i++, probe += step)
        {
            var bit = (uint)((probe * bits) >> 32);
            filter[(int)(bit / 8)] |= (byte)(1 << (int)(bit % 8));
        }
    }

    /// <summary>False if the key with this hash was not added.</summary>
    public static bool MayContain(ReadOnlySpan<byte> filter, ulong hash)
    {
        var (probe, step, bits) = ((uint)hash, (uint)(hash >> 32), (ulong)filter.Length * 8);
        for (var i = 0; i < Probes; i++, probe += step)
        {
            var bit = (uint)((probe * bits) >> 32);
            if ((filter[(int)(bit / 8)] & (1 << (int)(bit % 8))) == 0)
                return false;
        }

        return true;
    }
}
