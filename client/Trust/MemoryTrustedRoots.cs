using Google.Protobuf;

namespace ImmuFunctions.Client.Trust;

/// <summary>Remembers until the process ends.</summary>
/// <param name="capacity">Most lines; beyond it the one remembered first is forgotten, and with it what would show that its log was changed.</param>
public sealed class MemoryTrustedRoots(int capacity = int.MaxValue) : ITrustedRoots
{
    private readonly Lock _lock = new();

    // Under _lock. The queue has the lines in the order in which they came.
    private readonly Queue<RootLine> _order = new();
    private TrustTable _table = TrustTable.Empty;

    /// <inheritdoc/>
    public ValueTask<TrustedRoot> FindAsync(RootLine line, CancellationToken cancellationToken)
    {
        lock (_lock)
            return new(Find(line));
    }

    /// <inheritdoc/>
    public ValueTask<TrustedRoot> AdvanceAsync(RootLine line, TrustedRoot root, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            int before = _table.Roots.Count;
            _table = _table.With(line, root);
            if (_table.Roots.Count > before)
                _order.Enqueue(line);
            if (_table.Roots.Count > capacity)
                _table = _table with { Roots = _table.Roots.Remove(_order.Dequeue()) };
            return new(Find(line));
        }
    }

    /// <inheritdoc/>
    public ValueTask<ByteString> PinAsync(string server, ByteString publicPoint, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _table = _table.WithKey(server, publicPoint);
            return new(_table.Keys[server]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<string> IdentifyAsync(string address, string identity, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _table = _table.WithServer(address, identity);
            return new(_table.Servers[address]);
        }
    }

    private TrustedRoot Find(RootLine line) => _table.Roots.GetValueOrDefault(line, TrustedRoot.None);
}
