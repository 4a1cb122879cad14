using Xunit;

namespace ImmuFunctions.Ledger.Tests.Costs;

/// <summary>Loaded once for all tests of costs.</summary>
public sealed class LoadedLedgers : IAsyncLifetime
{
    /// <summary>Entries of a ledger that is all in memory.</summary>
    public const int Small = 10_000;

    /// <summary>Entries of a ledger with several runs.</summary>
    public const int Large = 200_000;

    private readonly Dictionary<int, LoadedLedger> _bySize = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        foreach (int size in (int[])[Small, Large])
            _bySize[size] = await LoadedLedger.LoadAsync(size);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    internal LoadedLedger Of(int size) => _bySize[size];
}
