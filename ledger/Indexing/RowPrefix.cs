using System.Buffers.Binary;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The first eight bytes of what is left of a row as a number, which compares many times faster than the row and mostly decides.</summary>
/// <remarks>Rows that meet usually begin alike; what they have in common is left out first.</remarks>
internal static class RowPrefix
{
    /// <summary>A number that orders rows as their bytes do, as far as eight bytes tell; a row that ends early counts as going on in zeros.</summary>
    /// <param name="row">The row.</param>
    /// <param name="skip">Bytes left out at its start; it may have fewer.</param>
    public static ulong Of(ReadOnlySpan<byte> row, int skip)
    {
        if (row.Length >= skip + sizeof(ulong))
            return BinaryPrimitives.ReadUInt64BigEndian(row[skip..]);
        ulong prefix = 0;
        for (int i = skip; i < row.Length; i++)
            prefix |= (ulong)row[i] << (56 - (8 * (i - skip)));
        return prefix;
    }
}
