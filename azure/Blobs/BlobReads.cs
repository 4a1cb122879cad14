using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>Reads ranges of blobs and small blobs whole, each piece in one request and checked against the checksum that comes with it.</summary>
/// <remarks>The service sums ranges of up to 4 MiB only; what is larger is checked by TLS alone, and by the ledger, which knows the hash of all it reads.</remarks>
internal sealed class BlobReads(AzureContainers containers, AzureStoreOptions options, ILogger log)
{
    private const int MaxSummedBytes = 4 << 20;

    // Each may meet a blob that changes under it, or bytes damaged on the way.
    private const int MaxTries = 4;

    /// <summary>See <see cref="IBlobStore.ReadAsync"/>.</summary>
    public async ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        BlobBaseClient blob = containers.Blob(name);
        using CancellationTokenSource deadline = Deadline(cancellationToken);
        try
        {
            if (destination.IsEmpty)
            {
                await blob.GetPropertiesAsync(cancellationToken: deadline.Token).ConfigureAwait(false);
                return 0;
            }

            return (await ReadPieceAsync(blob, offset, destination, version: null, deadline.Token).ConfigureAwait(false)).Read;
        }
        catch (Exception e) when (AzureFault.TryOf(e, cancellationToken, out AzureFault? fault))
        {
            if (fault.IsPastTheEnd)
                return 0;
            return fault.IsMissingBlob ? -1 : throw fault.ToException($"read {name}", containers.Of(name).Uri);
        }
    }

    /// <summary>See <see cref="IBlobStore.GetAsync"/>.</summary>
    public async ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken)
    {
        BlobBaseClient blob = containers.Blob(name);
        using CancellationTokenSource deadline = Deadline(cancellationToken);
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    return await GetOneVersionAsync(blob, deadline.Token).ConfigureAwait(false);
                }
                catch (RequestFailedException e) when (e.Status is 412 or 416 && attempt < MaxTries)
                {
                    AzureLog.ReadAgain(log, name, 0, "it changed meanwhile");
                }
            }
        }
        catch (Exception e) when (AzureFault.TryOf(e, cancellationToken, out AzureFault? fault))
        {
            return fault.IsMissingBlob ? null : throw fault.ToException($"read {name}", containers.Of(name).Uri);
        }
    }

    // The first piece is all of it, for nearly every blob; further pieces are of the same version or none.
    private async Task<BlobContent> GetOneVersionAsync(BlobBaseClient blob, CancellationToken cancellationToken)
    {
        using var first = new PooledPiece(MaxSummedBytes);
        Piece piece;
        try
        {
            piece = await ReadPieceAsync(blob, 0, first.Bytes, version: null, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 416)
        {
            // No range lies within a blob without bytes.
            BlobProperties empty = await blob.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            if (empty.ContentLength > 0)
                throw;
            return new BlobContent(default, empty.ETag.ToString());
        }

        var content = new byte[piece.BlobLength];
        first.Bytes.Span[..piece.Read].CopyTo(content);
        for (int read = piece.Read; read < content.Length;)
        {
            Memory<byte> rest = content.AsMemory(read, Math.Min(MaxSummedBytes, content.Length - read));
            read += (await ReadPieceAsync(blob, read, rest, piece.Version, cancellationToken).ConfigureAwait(false)).Read;
        }

        return new BlobContent(content, piece.Version.ToString());
    }

    private async Task<Piece> ReadPieceAsync(BlobBaseClient blob, long offset, Memory<byte> destination, ETag? version, CancellationToken cancellationToken)
    {
        bool isSummed = destination.Length <= MaxSummedBytes;
        for (int attempt = 1; ; attempt++)
        {
            string reason;
            try
            {
                var request = new BlobDownloadOptions
                {
                    Range = new HttpRange(offset, destination.Length),
                    Conditions = version is { } v ? new BlobRequestConditions { IfMatch = v } : null,
                    // Asked for and compared here: where the SDK compares, it first takes a copy of everything.
                    TransferValidation = isSummed ? new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5, AutoValidateChecksum = false } : null,
                };
                using BlobDownloadStreamingResult answer = await blob.DownloadStreamingAsync(request, cancellationToken).ConfigureAwait(false);
                int read = await answer.Content.ReadAtLeastAsync(destination, destination.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                if (read != Math.Min(answer.Details.ContentLength, destination.Length))
                    reason = $"{read} of {answer.Details.ContentLength} bytes came";
                else if (isSummed && read > 0 && answer.Details.ContentHash is { } sum && !Sum(destination.Span[..read]).SequenceEqual(sum))
                    reason = "the bytes do not have the checksum that came with them";
                else
                    return new Piece(read, LengthOf(answer.Details), answer.Details.ETag);
            }
            catch (RequestFailedException e) when (version is null && e.Status == 412)
            {
                // The connection broke, and the SDK went on with the rest of a blob that had grown or been replaced by then.
                reason = "it changed while it was read";
            }

            if (attempt == MaxTries)
                throw new IOException(reason);
            AzureLog.ReadAgain(log, blob.Name, offset, reason);
        }
    }

    private CancellationTokenSource Deadline(CancellationToken cancellationToken)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.TotalTimeout);
        return deadline;
    }

    // "bytes 0-9/10": the range that came, and the length of the blob.
    private static long LengthOf(BlobDownloadDetails details) =>
        details.ContentRange is { } range && long.TryParse(range.AsSpan(range.LastIndexOf('/') + 1), out long length) ? length : details.ContentLength;

    // No defence against a person, who could change the sum, too: it finds what was damaged on the way. The service offers no better one for ranges.
#pragma warning disable CA5351
    private static byte[] Sum(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351

    private readonly record struct Piece(int Read, long BlobLength, ETag Version);
}
