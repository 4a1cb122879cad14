using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Service.Databases;

/// <summary>The databases of one store, open.</summary>
/// <remarks>Owns the ledgers it opens; the store stays the caller's, to be disposed after the catalog.</remarks>
public sealed class DatabaseCatalog : IAsyncDisposable
{
    /// <summary>The database that always exists.</summary>
    public const string DefaultName = "defaultdb";

    /// <summary>The database that holds the accounts; never shown and never selected.</summary>
    public const string SystemName = "systemdb";

    private readonly OpenDatabase[] _databases;

    /// <summary>The names of all databases that a store may hold: for those who read it without opening them. Each lies under its name and '/'.</summary>
    public static IReadOnlyList<string> Names { get; } = [DefaultName];

    private DatabaseCatalog(string identity, OpenDatabase @default)
    {
        Identity = identity;
        Default = @default;
        _databases = [@default];
    }

    /// <summary>The store's identity, for the <c>immudb-uuid</c> header.</summary>
    public string Identity { get; }

    /// <summary><c>defaultdb</c>.</summary>
    public OpenDatabase Default { get; }

    /// <summary>Every database a user may see, <c>defaultdb</c> first.</summary>
    public IReadOnlyList<OpenDatabase> All => _databases;

    /// <summary>Opens what <paramref name="store"/> holds, or starts it anew if it is empty.</summary>
    /// <param name="store">Where the databases lie.</param>
    /// <param name="options">For every ledger; the prefix is set here, and the database's name put behind the origin of its checkpoints.</param>
    /// <param name="loggers">For the ledgers.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="LedgerException">The store is unavailable or what it holds is damaged.</exception>
    public static async Task<DatabaseCatalog> OpenAsync(
        IBlobStore store, LedgerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        string identity = await ServerIdentity.OpenAsync(store, options.Time, cancellationToken).ConfigureAwait(false);
        LedgerEngine ledger = await LedgerEngine
            .OpenAsync(store, For(options, identity, DefaultName), loggers, cancellationToken).ConfigureAwait(false);
        return new DatabaseCatalog(identity, new OpenDatabase(DefaultName, ledger));
    }

    /// <returns>The database called <paramref name="name"/>, or null.</returns>
    public OpenDatabase? Find(string name) => Array.Find(_databases, database => database.Name == name);

    /// <summary><c>defaultdb</c>, which is never closed.</summary>
    public DatabaseUse UseDefault() => new(Default, null);

    // No two databases may sign in one name: a checkpoint of one would contradict those of the other.
    private static LedgerOptions For(LedgerOptions options, string identity, string name) =>
        options with { Prefix = name + "/", CheckpointOrigin = $"{options.CheckpointOrigin ?? "immufunctions.local/" + identity}/{name}" };

    /// <summary>Flushes and merges what is due, for as long as there is time: what is left undone at a stop makes the next start longer.</summary>
    /// <param name="patience">The most time it takes; a part that is not done by then is left to the next start.</param>
    public async ValueTask SettleAsync(TimeSpan patience)
    {
        using var time = new CancellationTokenSource(patience);
        foreach (OpenDatabase database in _databases)
        {
            try
            {
                await database.Ledger.TrySettleAsync(time.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is LedgerException or OperationCanceledException)
            {
                // The host stops, and nothing depends on this.
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (OpenDatabase database in _databases)
            await database.Ledger.DisposeAsync().ConfigureAwait(false);
    }
}
