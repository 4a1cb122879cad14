using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Tests.Snapshots;

/// <summary>Entries that are hard to keep in order: the keys of <see cref="RandomKeys"/>, set members with every kind of score, values that begin alike.</summary>
internal sealed class RandomDrafts(int seed)
{
    private static readonly byte[][] SetNames = ["s"u8.ToArray(), "s\0"u8.ToArray(), [], [0xFF, 0xFF]];
    private static readonly double[] Numbers = [0, -0.0, 1.5, -1.5, 1e300, -1e-300, double.PositiveInfinity, double.NegativeInfinity, double.NaN, -double.NaN];

    private readonly RandomKeys _keys = new(seed);

    public EntryDraft Next() => Below(5) switch
    {
        0 => new EntryDraft((EntryKind)Below(3), MemberKey(), Value()),
        1 => new EntryDraft(EntryKind.Reference, Key(), Value()),
        _ => new EntryDraft(EntryKind.Plain, Key(), Value()),
    };

    public byte[] Key() => _keys.Next();

    public byte[] Set() => SetNames[Below(SetNames.Length)];

    public double Score() => Numbers[Below(Numbers.Length)];

    public byte[] MemberKey() => SortedSetKey.Encode(Set(), Score(), [(byte)Below(3), 0], Below(2) == 0 ? null : (ulong)Below(3));

    public byte[] Value()
    {
        byte[] value = Below(4) switch
        {
            0 => [],
            1 => "green"u8[..Below(6)].ToArray(),
            2 => [.. new byte[62], .. RandomEnd(4)],
            _ => [.. new byte[64], .. RandomEnd(2)],
        };
        return Below(8) == 0 ? Signed(value) : Below(3) == 0 ? Structured(value) : Below(8) == 0 ? Structured(Structured(value)) : value;
    }

    public int Below(int bound) => _keys.Below(bound);

    public T? OrNull<T>(T value)
        where T : struct => Below(2) == 0 ? null : value;

    private byte[] RandomEnd(int most) => [.. Enumerable.Range(0, Below(most + 1)).Select(_ => (byte)Below(2))];

    // The signature is none; only its form counts here.
    private static byte[] Signed(byte[] payload) => SignedValue.Encode(7, payload, new byte[SignedValue.MaxSignatureLength], [0x04, .. new byte[64]]);

    private static byte[] Structured(byte[] payload) =>
        payload.Length == 0 ? [0x08, 0x07] : [0x08, 0x07, 0x12, (byte)payload.Length, .. payload];
}
