using ImmuFunctions.Ledger.Signing;

namespace ImmuFunctions.LocalHost;

/// <summary>What a server has opened, closed in the opposite order.</summary>
internal sealed class OpenParts : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();
    private IDisposable? _signer;

    /// <summary>Adds a part and gives it back.</summary>
    public T Add<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }

    /// <summary>Adds the signer, which is closed last.</summary>
    public void AddSigner(IRootSigner? signer) => _signer = signer as IDisposable;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out IAsyncDisposable? part))
            await part.DisposeAsync();
        _signer?.Dispose();
        _signer = null;
    }
}
