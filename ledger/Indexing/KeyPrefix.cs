using System.Buffers.Binary;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The first eight bytes of a key as a number, which compares many times faster than the key and mostly decides.</summary>
/// <remarks>Keys in one list usually begin alike; what they have in common is left out first.</remarks>
internal static class KeyPrefix
{
    /// <summary>A number that orders keys as their bytes do, as far as eight bytes tell; a key that ends early counts as going on in zeros.</summary>
    public static ulong Of(ReadOnlySpan<byte> key)
    {
        if (key.Length >= sizeof(ulong))
            return BinaryPrimitives.ReadUInt64BigEndian(key);
        ulong prefix = 0;
        for (int i = 0; i < key.Length; i++)
            prefix |= (ulong)key[i] << (56 - (8 * i));
        return prefix;
    }
}
