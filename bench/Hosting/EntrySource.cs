using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Bench.Measuring;

namespace ImmuFunctions.Bench.Hosting;

/// <summary>The entries that are sent to a host: by number, always the same for the same number.</summary>
internal static class EntrySource
{
    /// <summary>Length of every value in bytes.</summary>
    public const int ValueBytes = 64;

    /// <summary>Entries in a batch.</summary>
    public const int BatchEntries = 1_000;

    // Made once: the load generator shares its cores with the host it measures.
    private static readonly ByteString[] Values = [.. Enumerable.Range(0, 1024).Select(RandomValue)];

    public static ByteString Key(long number)
    {
        var key = new byte[NumberedKey.KeyBytes];
        NumberedKey.Write((ulong)number, scattered: true, key);
        return UnsafeByteOperations.UnsafeWrap(key);
    }

    public static ByteString Value(long number) => Values[number % Values.Length];

    public static KeyValue Pair(long number) => new() { Key = Key(number), Value = Value(number) };

    /// <summary>The number of an entry in <c>[0, entries)</c>, drawn at random: always the same for the same draw.</summary>
    public static long RandomNumber(long draw, long entries) => (long)(NumberedKey.Scatter((ulong)draw) % (ulong)entries);

    /// <summary>Entries <c>[from, from + count)</c>.</summary>
    public static KVList Batch(long from, long count)
    {
        var batch = new KVList();
        batch.KVs.Capacity = (int)count;
        for (var number = from; number < from + count; number++)
            batch.KVs.Add(Pair(number));
        return batch;
    }

    private static ByteString RandomValue(int seed)
    {
        var value = new byte[ValueBytes];
#pragma warning disable CA5394 // Values only have to be the same in every run.
        new Random(seed).NextBytes(value);
#pragma warning restore CA5394
        return UnsafeByteOperations.UnsafeWrap(value);
    }
}
