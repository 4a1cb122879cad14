using System.Threading.Channels;
using Azure;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Bench.Azurite;

/// <summary>The SDK's conditional append by one writer, one after the other: what a log on this server cannot be faster than.</summary>
internal sealed class BareAppends
{
    private readonly BlobContainerClient _container;
    private readonly int _blocksPerBlob;
    private AppendBlobClient? _blob;
    private int _blobs;
    private int _blocks;
    private long _position;
    private long _puts;
    private double _putsDue;

    /// <param name="connectionString">Of the server.</param>
    /// <param name="blocksPerBlob">When the next blob is begun, as the ledger begins segments.</param>
    public BareAppends(string connectionString, int blocksPerBlob)
    {
        var options = new BlobClientOptions { RetryPolicy = new RetryPolicy(maxRetries: 0) };
        _container = new BlobContainerClient(connectionString, "bare", options);
        _blocksPerBlob = blocksPerBlob;
    }

    /// <summary>Appends for a while.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="frameBytes">Length of each append.</param>
    /// <param name="putsPerAppend">How many blobs as long as tiles another writer puts meanwhile, one after the other.</param>
    /// <param name="outcome">Where the appends are added.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task RunAsync(TimeSpan duration, int frameBytes, double putsPerAppend, LoadOutcome outcome, CancellationToken cancellationToken)
    {
        await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var frame = new byte[frameBytes];
        frame.AsSpan().Fill(0x5A);
        var due = Channel.CreateUnbounded<bool>();
        var putting = PutAsync(due.Reader, cancellationToken);
        await ClosedLoop.RunAsync(
            1,
            duration,
            async _ =>
            {
                await AppendAsync(frame, cancellationToken);
                for (_putsDue += putsPerAppend; _putsDue >= 1; _putsDue--)
                    due.Writer.TryWrite(true);
            },
            outcome,
            cancellationToken);
        due.Writer.Complete();
        await putting;
    }

    private async Task PutAsync(ChannelReader<bool> due, CancellationToken cancellationToken)
    {
        byte[][] tiles = [new byte[Tile.ByteLength], new byte[PositionTile.ByteLength]];
        await foreach (var _ in due.ReadAllAsync(cancellationToken))
        {
            using var content = new MemoryStream(tiles[_puts % tiles.Length], writable: false);
            await _container.GetBlockBlobClient($"tile/{_puts++}").UploadAsync(
                content, new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All } }, cancellationToken);
        }
    }

    private async Task AppendAsync(byte[] frame, CancellationToken cancellationToken)
    {
        if (_blob is null || _blocks == _blocksPerBlob)
        {
            _blob = _container.GetAppendBlobClient($"log/{_blobs++}");
            await _blob.CreateAsync(cancellationToken: cancellationToken);
            (_blocks, _position) = (0, 0);
        }

        using var content = new MemoryStream(frame, writable: false);
        await _blob.AppendBlockAsync(content, new() { Conditions = new() { IfAppendPositionEqual = _position } }, cancellationToken);
        (_blocks, _position) = (_blocks + 1, _position + frame.Length);
    }
}
