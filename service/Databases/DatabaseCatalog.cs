using System.Security.Cryptography;
using System.Text;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Service.Databases;

/// <summary>The databases of one store: <c>defaultdb</c> and the ledger of the accounts always open, the others as they are wanted.</summary>
/// <remarks>
/// <para>Owns the ledgers it opens; the store stays the caller's, to be disposed after the catalog.</para>
/// <para>Which databases there are is not decided here but by the accounts: a name that is used for the first time begins a ledger.</para>
/// <para><b>Memory.</b> <see cref="LedgerOptions.CacheBytes"/> is the budget of <c>defaultdb</c>; the others share as much again: each has that divided by the number of those
/// that stay open, and at least 1 MiB. The accounts have 4 MiB on top. What an open database holds besides is the tail of its log that is not in the index yet.</para>
/// </remarks>
public sealed class DatabaseCatalog : IAsyncDisposable
{
    /// <summary>The database that always exists.</summary>
    public const string DefaultName = "defaultdb";

    /// <summary>The database that holds the accounts; never shown and never selected.</summary>
    public const string SystemName = "systemdb";

    /// <summary>How many databases stay open besides <c>defaultdb</c> if nothing else is set.</summary>
    public const int DefaultMostOpen = 64;

    private const long LeastCacheBytes = 1 << 20;
    private const long SystemCacheBytes = 4 << 20;

    private readonly DatabasePool _others;

    private DatabaseCatalog(string identity, LedgerEngine @default, LedgerEngine system, DatabasePool others)
    {
        (Identity, Default, System, _others) = (identity, new OpenDatabase(DefaultName, @default), system, others);
    }

    /// <summary>The store's identity, for the <c>immudb-uuid</c> header.</summary>
    public string Identity { get; }

    /// <summary><c>defaultdb</c>.</summary>
    public OpenDatabase Default { get; }

    /// <summary>The ledger of the accounts, <see cref="SystemName"/>.</summary>
    public LedgerEngine System { get; }

    /// <summary>The names of the databases that are open now besides <see cref="Default"/>, in no order.</summary>
    public IReadOnlyList<string> OpenNames => _others.OpenNames;

    /// <summary>How many databases besides <see cref="Default"/> are open, being opened or being closed.</summary>
    public int OpenCount => _others.Count;

    /// <summary>Opens what <paramref name="store"/> holds, or starts it anew if it is empty; <see cref="DefaultMostOpen"/> databases stay open.</summary>
    /// <inheritdoc cref="OpenAsync(IBlobStore, LedgerOptions, int, ILoggerFactory, CancellationToken)"/>
    public static Task<DatabaseCatalog> OpenAsync(IBlobStore store, LedgerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        OpenAsync(store, options, DefaultMostOpen, loggers, cancellationToken);

    /// <summary>Opens what <paramref name="store"/> holds, or starts it anew if it is empty.</summary>
    /// <param name="store">Where the databases lie.</param>
    /// <param name="options">For every ledger; the prefix is set here, the cache divided, and the database's folder put behind the origin of its checkpoints.</param>
    /// <param name="mostOpen">Databases besides <c>defaultdb</c> that stay open; at least 1.</param>
    /// <param name="loggers">For the ledgers.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="LedgerException">The store is unavailable or what it holds is damaged.</exception>
    public static async Task<DatabaseCatalog> OpenAsync(
        IBlobStore store, LedgerOptions options, int mostOpen, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostOpen, 1);

        // All at once: on a store that is far away a start waits for one of them, not for three. Only checkpoints that are named after the identity wait for it.
        Task<string> identity = ServerIdentity.OpenAsync(store, options.Time, cancellationToken);
        if (options is { Signer: not null, CheckpointOrigin: null })
            options = options with { CheckpointOrigin = "immufunctions.local/" + await identity.ConfigureAwait(false) };
        Task<LedgerEngine> OpenLedgerAsync(string name, long cacheBytes, CancellationToken token) =>
            LedgerEngine.OpenAsync(store, For(options, name, cacheBytes), loggers, token);
        Task<LedgerEngine> first = OpenLedgerAsync(DefaultName, options.CacheBytes, cancellationToken);
        Task<LedgerEngine> system = OpenLedgerAsync(SystemName, SystemCacheBytes, cancellationToken);
        try
        {
            await Task.WhenAll(first, system, identity).ConfigureAwait(false);
        }
        catch
        {
            foreach (Task<LedgerEngine> opened in (Task<LedgerEngine>[])[first, system])
            {
                if (opened.IsCompletedSuccessfully)
                    await (await opened.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }

        long each = Math.Max(LeastCacheBytes, options.CacheBytes / mostOpen);
        var others = new DatabasePool(mostOpen, (name, token) => OpenLedgerAsync(name, each, token), options.Time, loggers.CreateLogger(DatabaseLog.Category));
        return new DatabaseCatalog(await identity.ConfigureAwait(false), await first.ConfigureAwait(false), await system.ConfigureAwait(false), others);
    }

    /// <summary><c>defaultdb</c>, which is never closed.</summary>
    public DatabaseUse UseDefault() => new(Default, null);

    /// <summary>Gives a database to use, and opens it for that if it is not open; one that is open at once and without an allocation. The caller knows that it exists.</summary>
    /// <param name="name">Its name; see <see cref="DatabaseFolder"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; whoever else waits goes on.</param>
    /// <returns>Dispose it when the call ends.</returns>
    /// <exception cref="ArgumentException">The name is <see cref="SystemName"/>, or none.</exception>
    /// <exception cref="LedgerException">It cannot be opened, which the next call tries again; or the host stops.</exception>
    /// <exception cref="RpcException">ResourceExhausted: four times as many as stay open are in use.</exception>
    public ValueTask<DatabaseUse> UseAsync(string name, CancellationToken cancellationToken) => name switch
    {
        DefaultName => new(UseDefault()),
        SystemName => throw new ArgumentException($"{SystemName} is not for users", nameof(name)),
        _ => _others.UseAsync(name, cancellationToken),
    };

    /// <summary>Closes databases that have not been used for so long, and waits until they are closed; <c>defaultdb</c> and the accounts stay.</summary>
    /// <returns>How many were closed.</returns>
    public ValueTask<int> CloseIdleAsync(TimeSpan unused) => _others.CloseIdleAsync(unused);

    /// <summary>Closes a database unless it is in use, and waits until it is closed; <c>defaultdb</c> and the accounts stay.</summary>
    /// <returns>Whether it was open and is not any more.</returns>
    public ValueTask<bool> TryCloseAsync(string name) => _others.TryCloseAsync(name);

    /// <summary>Flushes and merges what is due in all that is open, for as long as there is time: what is left undone at a stop makes the next start longer.</summary>
    /// <param name="patience">The most time it takes; a part that is not done by then is left to the next start.</param>
    public async ValueTask SettleAsync(TimeSpan patience)
    {
        using var time = new CancellationTokenSource(patience);
        await SettleAsync(Default.Ledger, time.Token).ConfigureAwait(false);
        await SettleAsync(System, time.Token).ConfigureAwait(false);
        foreach (string name in OpenNames)
        {
            if (!_others.TryUseOpen(name, out DatabaseUse use))
                continue;
            using (use)
                await SettleAsync(use.Database.Ledger, time.Token).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _others.DisposeAsync().ConfigureAwait(false);
        await Default.Ledger.DisposeAsync().ConfigureAwait(false);
        await System.DisposeAsync().ConfigureAwait(false);
    }

    private static LedgerOptions For(LedgerOptions options, string name, long cacheBytes)
    {
        string folder = DatabaseFolder.Of(name);
        return options with { Prefix = folder + "/", CacheBytes = cacheBytes, CheckpointOrigin = options.Signer is null ? null : OriginOf(options.CheckpointOrigin!, name, folder) };
    }

    // No two databases may sign in one name: a checkpoint of one would contradict those of the other. No folder begins as the hash of a long name does.
    private static string OriginOf(string origin, string name, string folder)
    {
        string whole = $"{origin}/{folder}";
        return NoteName.IsValid(whole) ? whole : $"{origin}/h-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
    }

    private static async ValueTask SettleAsync(LedgerEngine ledger, CancellationToken cancellationToken)
    {
        try
        {
            await ledger.TrySettleAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LedgerException or OperationCanceledException)
        {
            // The host stops, and nothing depends on this.
        }
    }
}
