namespace ImmuFunctions.Ledger.Tiles;

/// <summary>Tells a derived blob that a power failure left unfinished from one that was changed.</summary>
/// <remarks>Derived blobs are written without an fsync. What a power failure may leave is a short file or zeroed blocks; that is
/// rebuilt from the log like a missing blob. Any other difference is damage and reported.</remarks>
internal static class UnfinishedWrite
{
    private const int SectorBytes = 512;

    public static bool Explains(ReadOnlySpan<byte> bytes, int expectedLength)
    {
        if (bytes.Length < expectedLength)
            return true;
        for (int at = 0; at + SectorBytes <= bytes.Length; at += SectorBytes)
        {
            if (!bytes.Slice(at, SectorBytes).ContainsAnyExcept((byte)0))
                return true;
        }

        return false;
    }
}
