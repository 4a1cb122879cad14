using System.Buffers;
using System.Buffers.Text;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Ledger;
using Microsoft.Extensions.Primitives;

namespace ImmuFunctions.Functions.Tlog;

/// <summary>Answers with a receipt.</summary>
internal static class ReceiptAnswer
{
    public static async Task WriteAsync(HttpContext context, Backend backend, LedgerEngine ledger, TlogPath path)
    {
        StringValues extra = context.Request.Query["extra"], key = context.Request.Query["key"];
        if (extra is not ([] or ["entry"]))
        {
            await RefuseAsync(context, "'extra' can be 'entry' and nothing else");
            return;
        }

        if (path.Index is null == key is [])
        {
            await RefuseAsync(context, "ask for receipts/<index>.tlog-proof or for receipts?key=<base64url>");
            return;
        }

        ulong index;
        if (path.Index is { } named)
        {
            index = named;
        }
        else if (Decode(key) is { } bytes)
        {
            Snapshot now = await ledger.SnapshotAsync(context.RequestAborted);
            index = (await now.LatestAsync(bytes, context.RequestAborted))?.Index
                ?? throw new LedgerException(LedgerErrorKind.NotFound, "key not found");
        }
        else
        {
            await RefuseAsync(context, "'key' should be one key as base64url without padding");
            return;
        }

        TlogProof? receipt = await ledger.ReceiptAsync(index, withEntry: extra is ["entry"], context.RequestAborted);
        if (receipt is null)
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "No receipt", CheckpointAnswer.NoSigner);
            return;
        }

        byte[] answer = receipt.Format();
        TlogCaching.Revalidate(context);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer, context.RequestAborted);
    }

    private static byte[]? Decode(StringValues key)
    {
        if (key is not [{ Length: > 0 } text] || text.AsSpan().ContainsAny("= \t\r\n"))
            return null;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out _, out int written) == OperationStatus.Done ? bytes[..written] : null;
    }

    private static Task RefuseAsync(HttpContext context, string why) => Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "Bad request", why);
}
