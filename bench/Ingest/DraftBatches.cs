using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Bench.Ingest;

/// <summary>Entries in batches, made before the clock starts.</summary>
internal static class DraftBatches
{
    /// <summary>Makes <paramref name="entries"/> distinct keys with a value each.</summary>
    public static EntryDraft[][] Create(long entries, KeyOrder order)
    {
        var batches = new EntryDraft[(entries + EntrySource.BatchEntries - 1) / EntrySource.BatchEntries][];
        Parallel.For(0, batches.Length, number =>
        {
            var from = (long)number * EntrySource.BatchEntries;
            batches[number] = Create(from, (int)Math.Min(EntrySource.BatchEntries, entries - from), order);
        });
        return batches;
    }

    /// <summary>Makes entries <c>[from, from + count)</c>.</summary>
    public static EntryDraft[] Create(long from, int count, KeyOrder order)
    {
        var keys = new byte[count * NumberedKey.KeyBytes];
        var batch = new EntryDraft[count];
        for (var i = 0; i < count; i++)
        {
            var key = keys.AsMemory(i * NumberedKey.KeyBytes, NumberedKey.KeyBytes);
            NumberedKey.Write((ulong)(from + i), order == KeyOrder.Random, key.Span);
            batch[i] = new EntryDraft(EntryKind.Plain, key, EntrySource.Value(from + i).Memory);
        }

        return batch;
    }
}
