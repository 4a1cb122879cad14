using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Functions.Tlog;

/// <summary>Answers with the published checkpoint.</summary>
internal static class CheckpointAnswer
{
    /// <summary>Why there are neither checkpoints nor receipts.</summary>
    public const string NoSigner = "this ledger signs nothing: it runs without a signing key";

    public static async Task WriteAsync(HttpContext context, Backend backend, LedgerEngine ledger, TlogPath path)
    {
        if (ledger.CheckpointKey is not { } key)
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "No checkpoint", NoSigner);
            return;
        }

        ReadOnlyMemory<byte> note = await ledger.CheckpointAsync(context.RequestAborted)
            ?? (await ledger.PublishCheckpointAsync(context.RequestAborted))!.Note;
        if (Checkpoint.TryOpen(note.Span, key, out _) is not CheckpointFault.None and var fault)
            throw new LedgerException(LedgerErrorKind.Corrupt, $"the published checkpoint is none of this log's key ({fault})");

        TlogCaching.Revalidate(context);
        if (EntityTag.AnswersWithoutBody(context, EntityTag.Of(note.Span)))
            return;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = note.Length;
        await context.Response.BodyWriter.WriteAsync(note, context.RequestAborted);
    }
}
