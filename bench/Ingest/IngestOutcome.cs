namespace ImmuFunctions.Bench.Ingest;

/// <summary>What appending came to.</summary>
/// <param name="Elapsed">From the first batch to the last answer.</param>
/// <param name="IndexBytes">Bytes of the live runs of the index.</param>
/// <param name="HeapBytes">Growth of the heap, garbage left out.</param>
internal sealed record IngestOutcome(TimeSpan Elapsed, long IndexBytes, long HeapBytes);
