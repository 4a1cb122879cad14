using System.Globalization;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Scale;

/// <summary>What is written to a large ledger: the same each time.</summary>
internal static class LargeContent
{
    /// <summary>Batches: enough for two slices of the index of 65,536 entries, and a tail.</summary>
    public const int Batches = 150;

    /// <summary>Pairs of a batch.</summary>
    public const int BatchPairs = 1_000;

    /// <summary>Keys that every batch writes: <see cref="HotKey"/> below this.</summary>
    public const int HotKeys = 20;

    /// <summary>Different values, as a search finds them: <see cref="Color"/> below this.</summary>
    public const int Colors = 997;

    /// <summary>After these batches members and references are written: early, in the middle, and late.</summary>
    public static IReadOnlyList<int> Pointing { get; } = [3, 70, 145];

    /// <summary>Members, and as many references, after each of them.</summary>
    public const int PointersEach = 20;

    /// <summary>The set of the members.</summary>
    public static ByteString Set { get; } = Wire.Bytes("scores");

    // A prime: consecutive numbers give distinct keys, and keys in no order.
    private const int Keys = 100_003;

    /// <summary>A key with a version in each batch.</summary>
    public static ByteString HotKey(int number) => Wire.Bytes($"hot {number:D2}");

    /// <summary>What the value of the pair is found by, unless it is a long one.</summary>
    public static string Color(int pair) => $"color {pair % Colors}";

    /// <summary>The pairs of a batch.</summary>
    public static KVList Batch(int batch)
    {
        var list = new KVList();
        for (var place = 0; place < BatchPairs; place++)
        {
            var pair = (batch * BatchPairs) + place;
            list.KVs.Add(new KeyValue { Key = place < HotKeys ? HotKey(place) : Key(pair), Value = ValueOf(pair) });
        }

        return list;
    }

    /// <summary>The members written after a batch; scores are no whole numbers, on both sides of zero, and none comes twice.</summary>
    public static IEnumerable<ZAddOptions> Members(int batch)
    {
        var first = Pointing.ToList().IndexOf(batch) * PointersEach;
        var pairs = Batch(batch).KVs;
        return Enumerable.Range(first, PointersEach).Select(member => new ZAddOptions
        {
            Set = Set,
            Score = new Score { Score_ = (member * 37 % 61) - 30.5 },
            Key = pairs[HotKeys + (member % PointersEach)].Key,
        });
    }

    /// <summary>The references written after a batch.</summary>
    public static IEnumerable<ReferenceOptions> References(int batch)
    {
        var pairs = Batch(batch).KVs;
        return Enumerable.Range(0, PointersEach).Select(number => new ReferenceOptions
        {
            Reference = Wire.Bytes($"name {batch} {number}"),
            Key = pairs[HotKeys + PointersEach + number].Key,
        });
    }

    private static ByteString Key(int pair) =>
        Wire.Bytes(string.Create(CultureInfo.InvariantCulture, $"key {pair * 48_271L % Keys:D6}"));

    // A few are wrapped as SDKs wrap values, a few longer than the index holds.
    private static ByteString ValueOf(int pair)
    {
        var color = Color(pair);
        if (pair % 500 == 33)
            return new Content { Timestamp = 1_700_000_000, Payload = Wire.Bytes(color) }.ToByteString();
        return Wire.Bytes(pair % 500 == 133 ? $"{color} {new string('x', 100)}" : color);
    }
}
