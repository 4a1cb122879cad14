namespace ImmuFunctions.Ledger.Indexing;

/// <summary>The hash that tables in memory spread keys by. Seeded anew in every process, so that nobody can choose keys that collide.</summary>
internal static class KeyHash
{
    public static uint Of(ReadOnlySpan<byte> key)
    {
        var hash = default(HashCode);
        hash.AddBytes(key);
        return (uint)hash.ToHashCode();
    }
}
