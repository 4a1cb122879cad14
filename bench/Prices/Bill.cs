using ImmuFunctions.Bench.Costs;

namespace ImmuFunctions.Bench.Prices;

/// <summary>Operations of a store as they are billed.</summary>
/// <param name="Writes">Of the writing kind.</param>
/// <param name="Reads">Of the reading kind.</param>
/// <param name="Lists">Listings.</param>
internal readonly record struct Bill(long Writes, long Reads, long Lists)
{
    /// <summary>In dollars.</summary>
    public double Dollars =>
        ((Writes * PriceList.TenThousandWrites) + (Reads * PriceList.TenThousandReads) + (Lists * PriceList.TenThousandLists)) / 10_000;

    /// <summary>Counts what was done. Deletions are free.</summary>
    /// <param name="operations">What was done.</param>
    /// <param name="blockBytes">An upload up to this long is one operation; a longer one is so many blocks and their list.</param>
    public static Bill Of(IReadOnlyList<StoreOperation> operations, int blockBytes) => new(
        operations.Sum(operation => WritesOf(operation, blockBytes)),
        operations.Count(operation => operation.Verb is StoreVerb.Read or StoreVerb.Get or StoreVerb.Tail),
        operations.Count(operation => operation.Verb == StoreVerb.List));

    /// <summary>The bill for <paramref name="wanted"/> of what was done <paramref name="done"/> times.</summary>
    public Bill For(long wanted, long done)
    {
        double times = (double)wanted / done;
        return new((long)Math.Round(Writes * times), (long)Math.Round(Reads * times), (long)Math.Round(Lists * times));
    }

    private static long WritesOf(StoreOperation operation, int blockBytes) => operation.Verb switch
    {
        StoreVerb.Create or StoreVerb.Append or StoreVerb.Put => 1,
        StoreVerb.Upload when operation.Bytes <= blockBytes => 1,
        StoreVerb.Upload => ((operation.Bytes + blockBytes - 1) / blockBytes) + 1,
        _ => 0,
    };
}
