namespace ImmuFunctions.Ledger.Tests.Snapshots;

/// <summary>Keys that are hard to keep in order: empty, of zeros and of 0xFF, one the prefix of another, very long; many of them again and again.</summary>
internal sealed class RandomKeys(int seed)
{
    private static readonly byte[] Alphabet = [0x00, 0x01, (byte)'a', 0xFE, 0xFF];

    private readonly Random _random = new(seed);

    public byte[] Next() => _random.Next(40) switch
    {
        0 => [],
        1 => LongKey(),
        < 14 => Of(_random.Next(1, 3)),
        < 28 => [.. "shared/prefix/of/keys/"u8, .. Of(_random.Next(0, 3))],
        _ => Of(_random.Next(7, 10)),
    };

    public int Below(int bound) => _random.Next(bound);

    private byte[] Of(int length)
    {
        var key = new byte[length];
        for (int i = 0; i < length; i++)
            key[i] = Alphabet[_random.Next(Alphabet.Length)];
        return key;
    }

    private byte[] LongKey()
    {
        var key = new byte[_random.Next(2) == 0 ? 65_000 : LedgerEngine.MaxKeyBytes];
        key.AsSpan().Fill(Alphabet[_random.Next(Alphabet.Length)]);
        key[^1] = Alphabet[_random.Next(Alphabet.Length)];
        return key;
    }
}
