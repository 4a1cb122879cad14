namespace ImmuFunctions.Ledger.Storage;

/// <summary>A blob of the <see cref="MemoryStore"/> that nobody sees yet.</summary>
internal sealed class MemoryUpload(string version, Action<MemoryBlob> publish) : IBlobUpload
{
    private readonly MemoryBlob _blob = new(version);
    private bool _isClosed;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        RequireOpen(cancellationToken);
        _blob.TryAppend(_blob.Length, piece.Span, version);
        return default;
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        RequireOpen(cancellationToken);
        _isClosed = true;
        publish(_blob);
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _isClosed = true;
        return default;
    }

    private void RequireOpen(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
