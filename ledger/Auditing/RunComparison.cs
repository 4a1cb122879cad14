using System.Buffers;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Indexing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Reads a run twice at once: its rows, each block checked against the roots in the manifest, and its bytes, which must be those that are written for these rows.</summary>
/// <remarks>So fences, filters, directories and the footer are checked, too, which no root covers. Memory does not grow with the run.</remarks>
internal sealed class RunComparison(IBlobStore store, StorageNames names)
{
    private const int PieceBytes = 512 << 10;

    /// <summary>Reads a run.</summary>
    /// <param name="run">As the manifest says.</param>
    /// <param name="take">Receives each row with the index of its entry.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RunGoneException">It is not there.</exception>
    /// <exception cref="AuditFailureException">It is not what was written.</exception>
    public async ValueTask ReadAsync(RunInfo run, EntryRows.Taker take, CancellationToken cancellationToken)
    {
        try
        {
            await CompareAsync(run, names.Run(run.From, run.To), take, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException or LedgerException { Kind: LedgerErrorKind.Corrupt })
        {
            // A block that is not what was written; or rows, each block sound by itself, that no run can be made of.
            throw Damaged(run, names.Run(run.From, run.To), "what was written", "something else", e.Message);
        }
    }

    private async ValueTask CompareAsync(RunInfo run, string name, EntryRows.Taker take, CancellationToken cancellationToken)
    {
        var written = new ArrayBufferWriter<byte>(2 * PieceBytes);
        var writer = new RunWriter(run.From, run.To, run.Slices, written);
        var stored = new byte[PieceBytes];
        long compared = 0;
        using IRowCursor rows = new RunFiles(store, names, new LedgerCache(1 << 20)).Cursor(run);
        await rows.SeekAsync(ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        while (rows.IsValid)
        {
            TakeRow(run, name, rows.Row, writer, take);
            if (written.WrittenCount >= PieceBytes)
                compared = await CompareAsync(run, name, compared, written, stored, cancellationToken).ConfigureAwait(false);
            await rows.NextAsync(cancellationToken).ConfigureAwait(false);
        }

        RunInfo made = writer.Finish();
        compared = await CompareAsync(run, name, compared, written, stored, cancellationToken).ConfigureAwait(false);
        if (made.Root != run.Root || made.Rows != run.Rows || made.Keys != run.Keys || made.Length != run.Length)
            throw Damaged(run, names.Manifest, $"{made.Rows} rows, {made.Keys} keys, root {made.Root}", $"{run.Rows} rows, {run.Keys} keys, root {run.Root}", $"{names.Manifest} says something else of {name} than is in it");
        if (await store.ReadAsync(name, compared, stored.AsMemory(0, 1), cancellationToken).ConfigureAwait(false) > 0)
            throw Damaged(run, name, $"{compared} bytes", "more", $"bytes follow the end of {name}");
    }

    private static void TakeRow(RunInfo run, string name, ReadOnlySpan<byte> row, RunWriter writer, EntryRows.Taker take)
    {
        writer.Add(row);
        ulong index = IndexRows.EntryIndex(row, IndexRows.GroupLength(row));
        if (index < run.From || index >= run.To)
            throw new AuditFailureException(new AuditFailure(AuditFault.Run, name, index, index, $"rows of entries {run.From} to {run.To - 1}", $"a row of entry {index}", $"{name} has a row of an entry outside its range"));
        take(index, row);
    }

    private static async ValueTask<int> FillAsync(IBlobStore store, string name, long from, Memory<byte> destination, CancellationToken cancellationToken)
    {
        int read = await store.ReadAsync(name, from, destination, cancellationToken).ConfigureAwait(false);
        return read >= 0 ? read : throw new RunGoneException(name);
    }

    private async ValueTask<long> CompareAsync(RunInfo run, string name, long from, ArrayBufferWriter<byte> written, byte[] stored, CancellationToken cancellationToken)
    {
        for (int at = 0; at < written.WrittenCount;)
        {
            int bytes = Math.Min(stored.Length, written.WrittenCount - at);
            int read = await FillAsync(store, name, from, stored.AsMemory(0, bytes), cancellationToken).ConfigureAwait(false);
            int same = stored.AsSpan(0, read).CommonPrefixLength(written.WrittenSpan.Slice(at, bytes));
            if (same < bytes)
                throw Damaged(run, name, $"{written.WrittenSpan[at + same]:x2}", same < read ? $"{stored[same]:x2}" : "the end", $"byte {from + same} of {name} is not what is written for its rows");
            at += bytes;
            from += bytes;
        }

        written.ResetWrittenCount();
        return from;
    }

    private static AuditFailureException Damaged(RunInfo run, string blob, string expected, string found, string what) =>
        new(new AuditFailure(AuditFault.Run, blob, run.From, run.To - 1, expected, found, what));
}
