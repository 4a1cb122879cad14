using System.Buffers;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>Writes runs to the store, piece by piece: memory does not grow with the run.</summary>
internal sealed class RunBuilder(IBlobStore store, StorageNames names)
{
    private const int PieceBytes = 512 << 10;
    private const int RowsBetweenLooks = 1024;

    /// <summary>Writes the run of some rows; whole and durable when this returns.</summary>
    /// <param name="from">Index of the first entry covered.</param>
    /// <param name="to">One past the last.</param>
    /// <param name="slices">Slices covered.</param>
    /// <param name="rows">All rows of these entries.</param>
    /// <param name="pace">Gives way to other work.</param>
    /// <param name="cancellationToken">Gives up; nothing is left behind.</param>
    public async ValueTask<RunInfo> WriteAsync(ulong from, ulong to, int slices, MergedRows rows, UpkeepPace pace, CancellationToken cancellationToken)
    {
        pace.Begin();
        var pieces = new ArrayBufferWriter<byte>(PieceBytes + (PieceBytes / 2));
        IBlobUpload upload = await store.UploadAsync(names.Run(from, to), cancellationToken).ConfigureAwait(false);
        await using (upload.ConfigureAwait(false))
        {
            var writer = new RunWriter(from, to, slices, pieces);
            for (int count = 1; await rows.NextAsync(cancellationToken).ConfigureAwait(false); count++)
            {
                writer.Add(rows.Row);
                if (pieces.WrittenCount >= PieceBytes)
                    await WritePieceAsync(upload, pieces, cancellationToken).ConfigureAwait(false);
                if (count % RowsBetweenLooks == 0)
                    await pace.GiveWayAsync(cancellationToken).ConfigureAwait(false);
            }

            RunInfo run = writer.Finish();
            await WritePieceAsync(upload, pieces, cancellationToken).ConfigureAwait(false);
            await upload.CommitAsync(cancellationToken).ConfigureAwait(false);
            return run;
        }
    }

    private static async ValueTask WritePieceAsync(IBlobUpload upload, ArrayBufferWriter<byte> pieces, CancellationToken cancellationToken)
    {
        await upload.WriteAsync(pieces.WrittenMemory, cancellationToken).ConfigureAwait(false);
        pieces.ResetWrittenCount();
    }
}
