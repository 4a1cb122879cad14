using System.IO.Compression;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Ledger;
using Microsoft.Net.Http.Headers;

namespace ImmuFunctions.Functions.Tlog;

/// <summary>Answers with hashes, or with the entries under them.</summary>
internal static class TileAnswer
{
    private const string Bytes = "application/octet-stream";
    private const string Gzip = "gzip";

    // Whatever this process knows of the log: what a tile has once, it always has.
    private static readonly TimeSpan AnyAge = TimeSpan.MaxValue;

    public static async Task WriteHashesAsync(HttpContext context, Backend backend, LedgerEngine ledger, TlogPath path)
    {
        if (await RequireAsync(context, ledger, path) is not { } found)
            return;
        TlogCaching.Immutable(context, TlogAccess.IsPublic(backend.Options.TlogPublic, path.Kind));
        if (EntityTag.AnswersWithoutBody(context, EntityTag.Of(found.Hashes.Span)))
            return;
        context.Response.ContentType = Bytes;
        context.Response.ContentLength = found.Hashes.Length;
        await context.Response.BodyWriter.WriteAsync(found.Hashes, context.RequestAborted);
    }

    public static async Task WriteEntriesAsync(HttpContext context, Backend backend, LedgerEngine ledger, TlogPath path)
    {
        if (await RequireAsync(context, ledger, path) is not { } found)
            return;

        // The leaf hashes say what is in the bundle, so a client that has it costs no look at the log.
        bool isGzip = AcceptsGzip(context.Request);
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        TlogCaching.Immutable(context, TlogAccess.IsPublic(backend.Options.TlogPublic, path.Kind));
        if (EntityTag.AnswersWithoutBody(context, EntityTag.Of(found.Hashes.Span, isGzip ? "-gzip" : "-entries")))
            return;
        EntryRange entries = (await found.Snapshot.BundleAsync(path.Tile.Index, path.Width, context.RequestAborted))!;
        if (entries.TooLong is { } index)
        {
            await RefuseAsync(context, path, index);
            return;
        }

        context.Response.ContentType = Bytes;
        if (!isGzip)
        {
            context.Response.ContentLength = entries.BundleLength;
            await entries.WriteBundleAsync(context.Response.Body, context.RequestAborted);
            return;
        }

        context.Response.Headers.ContentEncoding = Gzip;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await using var packed = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await entries.WriteBundleAsync(packed, context.RequestAborted);
    }

    // Null: it is answered that there are not so many.
    private static async Task<(Snapshot Snapshot, ReadOnlyMemory<byte> Hashes)?> RequireAsync(HttpContext context, LedgerEngine ledger, TlogPath path)
    {
        Snapshot known = await ledger.SnapshotAsync(AnyAge, context.RequestAborted);
        if (path.Tile.WidthAt(known.Size) < path.Width)
            known = await ledger.SnapshotAsync(context.RequestAborted);
        if (await known.TileAsync(path.Tile, path.Width, context.RequestAborted) is { } hashes)
            return (known, hashes);

        int width = path.Tile.WidthAt(known.Size);
        await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "Not found", $"the log has {known.Size} entries: of this tile's {Tile.Width} places {width} are filled");
        return null;
    }

    private static Task RefuseAsync(HttpContext context, TlogPath path, ulong index)
    {
        context.Response.Headers.Remove(HeaderNames.ETag);
        return Problem.WriteAsync(
            context, StatusCodes.Status422UnprocessableEntity, "Entry too long for a bundle",
            $"entry {index} is longer than the 65,535 bytes that a bundle can hold; read the entries of this tile one by one, with their proofs: {TlogPath.Prefix}{Uri.EscapeDataString(path.Database)}/receipts/{index}.tlog-proof?extra=entry");
    }

    private static bool AcceptsGzip(HttpRequest request)
    {
        double? named = null, any = null;
        foreach (StringWithQualityHeaderValue coding in request.GetTypedHeaders().AcceptEncoding)
        {
            double quality = coding.Quality ?? 1;
            if (coding.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase))
                named = quality;
            else if (coding.Value == "*")
                any = quality;
        }

        return (named ?? any) > 0;
    }
}
