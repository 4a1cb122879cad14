using System.Diagnostics;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Storage;

namespace ImmuFunctions.CrashWriter;

/// <summary>A store that kills its own process (SIGKILL) at a given moment of the index's upkeep.</summary>
/// <param name="inner">Does the work until then.</param>
/// <param name="point">The kind of step.</param>
/// <param name="moments">How many moments of that kind to let pass: each operation has one before it and one after it.</param>
/// <param name="mostSliceEntries">A run of more entries than this is of a merge.</param>
internal sealed class SuicidalStore(IBlobStore inner, CrashPoint point, int moments, int mostSliceEntries) : IBlobStore
{
    private int _left = moments;

    public bool IsExclusive => inner.IsExclusive;

    public int MaxAppendBytes => inner.MaxAppendBytes;

    public ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken) => inner.CreateAppendBlobAsync(name, cancellationToken);

    public ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        inner.AppendAsync(name, position, data, cancellationToken);

    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        inner.ReadAsync(name, offset, destination, cancellationToken);

    public ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken) => inner.GetAsync(name, cancellationToken);

    public async ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        bool isManifest = name.EndsWith(ManifestCodec.Name, StringComparison.Ordinal);
        if (isManifest)
            Pass(CrashPoint.Manifest);
        string? version = await inner.PutAsync(name, data, condition, durability, cancellationToken);
        if (isManifest)
            Pass(CrashPoint.Manifest);
        return version;
    }

    public async ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken)
    {
        if (!RunName.TryParse(name, out ulong from, out ulong to))
            throw new InvalidOperationException($"{name} is no run");
        CrashPoint step = to - from <= (ulong)mostSliceEntries ? CrashPoint.Flush : CrashPoint.Merge;
        Pass(step);
        IBlobUpload upload = await inner.UploadAsync(name, cancellationToken);
        Pass(step);
        return new Upload(this, upload, step);
    }

    public IAsyncEnumerable<BlobInfo> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

    public ValueTask<Acknowledged> AcknowledgedAsync(string name, CancellationToken cancellationToken) => inner.AcknowledgedAsync(name, cancellationToken);

    public ValueTask<bool> CutTailAsync(string name, long length, CancellationToken cancellationToken) => inner.CutTailAsync(name, length, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Pass(CrashPoint step)
    {
        if (step != point || Interlocked.Decrement(ref _left) != 0)
            return;
        Process.GetCurrentProcess().Kill(); // SIGKILL: nothing runs after it, no handler, no flush
        Thread.Sleep(Timeout.Infinite);
    }

    private sealed class Upload(SuicidalStore store, IBlobUpload inner, CrashPoint step) : IBlobUpload
    {
        public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
        {
            store.Pass(step);
            await inner.WriteAsync(piece[..(piece.Length / 2)], cancellationToken);
            store.Pass(step);
            await inner.WriteAsync(piece[(piece.Length / 2)..], cancellationToken);
        }

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            store.Pass(step);
            await inner.CommitAsync(cancellationToken);
            store.Pass(step);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
