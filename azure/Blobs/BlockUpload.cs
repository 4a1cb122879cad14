using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>A block blob on its way into a container: up to 8 MiB in one put at the commit, what is larger in blocks of 8 MiB, one sent while the next fills.</summary>
/// <remarks>
/// <para>Blocks that wait for a commit belong to the blob's name, not to an upload, and any commit or put under that name discards those it does not
/// name. So that two uploads of the same bytes, as two hosts make of one run, do not disturb each other, a block's id is made of its number and the hash of its content: then both have the same ids,
/// and the second commit finds its blocks in the blob that the first has made.</para>
/// <para>Two large uploads of <em>different</em> bytes under one name at once: the second to commit is told that its blocks are gone
/// (<see cref="LedgerErrorKind.Unavailable"/>; the blob is then the other's, whole) and has to be begun again. A ledger never does that: what it uploads is a function of its name.</para>
/// <para>Blocks of an upload that was given up are never seen; the service clears them away after a week.</para>
/// </remarks>
internal sealed class BlockUpload : IBlobUpload
{
    /// <summary>Length of a block, and the most that is put in one request.</summary>
    public const int BlockBytes = 8 << 20;

    private const int FirstBufferBytes = 256 << 10;

    private readonly AzureContainers _repeated;
    private readonly AzureContainers _once;
    private readonly AzureStoreOptions _options;
    private readonly string _name;
    private readonly List<string> _ids = [];
    private readonly CancellationTokenSource _givenUp = new();

    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private int _filled;
    private Task _sending = Task.CompletedTask;
    private bool _isClosed;

    public BlockUpload(AzureContainers repeated, AzureContainers once, AzureStoreOptions options, string name) =>
        (_repeated, _once, _options, _name) = (repeated, once, options, name);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        RequireOpen(cancellationToken);
        while (!piece.IsEmpty)
        {
            // Not before there is more: 8 MiB are still one put.
            if (_filled == BlockBytes)
                await SendBufferAsync().ConfigureAwait(false);
            int taken = Math.Min(piece.Length, BlockBytes - _filled);
            MakeRoom(taken);
            piece.Span[..taken].CopyTo(_buffer.AsSpan(_filled));
            _filled += taken;
            piece = piece[taken..];
        }
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        RequireOpen(cancellationToken);
        if (_ids.Count > 0)
        {
            await SendBufferAsync().ConfigureAwait(false);
            await SentAsync().ConfigureAwait(false);
        }

        _isClosed = true;
        using var deadline = new CancellationTokenSource(_options.NetworkTimeout);
        try
        {
            if (_ids.Count > 0)
                await _once.BlockBlob(_name).CommitBlockListAsync(_ids, cancellationToken: deadline.Token).ConfigureAwait(false);
            else
                await _once.PutAsync(_name, _buffer.AsMemory(0, _filled), conditions: null, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (AzureFault.TryOf(e, CancellationToken.None, out AzureFault? fault))
        {
            if (fault.Code == "InvalidBlockList")
                throw new LedgerException(LedgerErrorKind.Unavailable, $"{_name} was not written: another upload of the name, of other bytes, was committed meanwhile. Begin again");
            throw fault.ToUncertainException($"commit {_name}", Container);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        if (Interlocked.Exchange(ref _buffer, null) is not { } buffer)
            return;
        ArrayPool<byte>.Shared.Return(buffer);
        await _givenUp.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // whatever became of it: nobody will name that block
        _givenUp.Dispose();
    }

    private Uri Container => _repeated.Of(_name).Uri;

    // One block is under way at a time; the buffer goes with it.
    private async ValueTask SendBufferAsync()
    {
        await SentAsync().ConfigureAwait(false);
        byte[] block = _buffer!;
        string id = IdOf(_ids.Count, block.AsSpan(0, _filled));
        _ids.Add(id);
        _sending = SendAsync(id, block, _filled);
        _buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        _filled = 0;
    }

    private async Task SendAsync(string id, byte[] block, int length)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_givenUp.Token);
        deadline.CancelAfter(_options.TotalTimeout);
        using var content = new MemoryStream(block, 0, length, writable: false);
        await _repeated.BlockBlob(_name).StageBlockAsync(id, content, options: null, deadline.Token).ConfigureAwait(false);

        // Only now: after a failure the transport may still be reading from it.
        ArrayPool<byte>.Shared.Return(block);
    }

    private async ValueTask SentAsync()
    {
        try
        {
            await _sending.ConfigureAwait(false);
        }
        catch (Exception e) when (AzureFault.TryOf(e, CancellationToken.None, out AzureFault? fault))
        {
            _isClosed = true;
            throw fault.ToException($"send a block of {_name}", Container);
        }
    }

    // Ids of one blob must all be of one length.
    private static string IdOf(int number, ReadOnlySpan<byte> block)
    {
        Span<byte> id = stackalloc byte[sizeof(int) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32BigEndian(id, number);
        SHA256.HashData(block, id[sizeof(int)..]);
        return Convert.ToBase64String(id);
    }

    private void MakeRoom(int more)
    {
        byte[] buffer = _buffer!;
        if (buffer.Length - _filled >= more)
            return;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(BlockBytes, Math.Max(buffer.Length * 2, _filled + more)));
        buffer.AsSpan(0, _filled).CopyTo(_buffer);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void RequireOpen(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
