using Immudb.Schema;
using ImmuFunctions.Client.Connections;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Client.Writing;
using ImmuFunctions.Protocol.Calls;

namespace ImmuFunctions.Client;

/// <content>Verified writes.</content>
public sealed partial class LedgerClient
{
    /// <summary>Sets a key to a value, wrapped with the time as immudb's clients do, and signed if there is a signer.</summary>
    /// <param name="key">Not empty.</param>
    /// <param name="value">Any bytes.</param>
    /// <param name="cancellationToken">Stops the wait; the entry may be written all the same.</param>
    /// <returns>The entry's index.</returns>
    public Task<ulong> SetAsync(LedgerBytes key, LedgerBytes value, CancellationToken cancellationToken = default) => WriteAsync(
        "Set", key, call => _verified.SafeSetAsync(new KeyValue { Key = key.ToByteString(), Value = _stamp.Wrap(key, value) }, _scope, call), cancellationToken);

    /// <summary>Sets a key to a value as it is.</summary>
    /// <returns>The entry's index.</returns>
    public Task<ulong> SetRawAsync(LedgerBytes key, LedgerBytes value, CancellationToken cancellationToken = default) => WriteAsync(
        "SetRaw", key, call => _verified.SafeSetAsync(new KeyValue { Key = key.ToByteString(), Value = value.ToByteString() }, _scope, call), cancellationToken);

    /// <summary>Makes a reference: a key that stands for another.</summary>
    /// <param name="name">The reference's own name.</param>
    /// <param name="key">What it stands for; must exist.</param>
    /// <param name="index">The version it stands for; null for whichever is the newest.</param>
    /// <param name="cancellationToken">Stops the wait; the entry may be written all the same.</param>
    /// <returns>The index of the reference's own entry.</returns>
    public Task<ulong> SetReferenceAsync(LedgerBytes name, LedgerBytes key, ulong? index = null, CancellationToken cancellationToken = default) =>
        WriteAsync("SetReference", name, call => _verified.SafeReferenceAsync(Requests.Reference(name, key, index), _scope, call), cancellationToken);

    /// <summary>Adds a key to a sorted set.</summary>
    /// <param name="set">Made by its first member.</param>
    /// <param name="score">What the set is sorted by. −0 becomes 0.</param>
    /// <param name="key">The member; must exist.</param>
    /// <param name="index">The version it stands for; null for whichever is the newest.</param>
    /// <param name="cancellationToken">Stops the wait; the entry may be written all the same.</param>
    /// <returns>The index of the membership's own entry.</returns>
    public Task<ulong> AddToSetAsync(LedgerBytes set, double score, LedgerBytes key, ulong? index = null, CancellationToken cancellationToken = default) =>
        WriteAsync("AddToSet", seenAs: null, call => _verified.SafeZAddAsync(Requests.Member(set, score, key, index), _scope, call), cancellationToken);

    /// <summary>Sets keys in one atomic batch: all or none. Values are wrapped as by <see cref="SetAsync"/>.</summary>
    /// <param name="entries">1 to 52,427, each key once; under 4 MiB in all.</param>
    /// <param name="cancellationToken">Stops the wait; the batch may be written all the same.</param>
    /// <returns>The indexes, in the order given.</returns>
    public Task<WrittenRange> SetAllAsync(IEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> entries, CancellationToken cancellationToken = default)
    {
        KVList batch = Requests.Batch(entries, _stamp);
        return WriteAllAsync(
            "SetAll", [.. batch.KVs.Select(item => (LedgerBytes?)item.Key)], call => _verified.SetBatchAsync(batch, _scope, call), cancellationToken);
    }

    /// <summary>Writes in one atomic batch: all or none.</summary>
    /// <param name="operations">1 to 52,427; under 4 MiB in all.</param>
    /// <param name="cancellationToken">Stops the wait; the batch may be written all the same.</param>
    /// <returns>The indexes, in the order given.</returns>
    public Task<WrittenRange> ExecuteAsync(IEnumerable<LedgerOperation> operations, CancellationToken cancellationToken = default)
    {
        Ops batch = Requests.Operations(operations, _stamp);
        return WriteAllAsync(
            "Execute",
            [.. batch.Operations.Select(Requests.KeyOf)],
            call => _verified.ExecAllAsync(batch, _scope, call),
            cancellationToken);
    }

    /// <summary>Writes any number of entries in batches, each atomic and verified, as fast as the ledger takes them; the source is never read far ahead.</summary>
    /// <param name="entries">The source. Of a key that comes again, the later value is the newer version.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="progress">Told after each batch, on any thread, one call at a time.</param>
    /// <param name="cancellationToken">Stops; batches under way may be written all the same.</param>
    /// <exception cref="ImportStoppedException">The ledger would not go on; it says where to resume.</exception>
    public Task<ImportResult> ImportAsync(
        IAsyncEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> entries,
        ImportOptions? options = null,
        IProgress<ImportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var import = new BatchImport(options ?? new ImportOptions(), _stamp, WriteBatchAsync, progress);
        return import.RunAsync(entries, cancellationToken);

        Task<WrittenRange> WriteBatchAsync(KVList batch) =>
            WriteAllAsync("Import", keys: [], call => _verified.SetBatchAsync(batch, _scope, call), cancellationToken);
    }

    // What was sent under a name is sent again under it, so that it is there once.
    private Task<ulong> WriteAsync(string operation, LedgerBytes? seenAs, Func<RpcCall, Task<VerifiedIndex>> write, CancellationToken cancellationToken) =>
        _guard.RunVerifiedAsync(
            operation,
            async () =>
            {
                string? name = await _names.NextAsync(cancellationToken).ConfigureAwait(false);
                VerifiedIndex written = await write(Call(cancellationToken, name)).ConfigureAwait(false);
                Guard.Require(written.Fault);
                if (seenAs is { } key)
                    _seen.Note(key, written.Index);
                return written.Index;
            },
            cancellationToken);

    private Task<WrittenRange> WriteAllAsync(
        string operation, IReadOnlyList<LedgerBytes?> keys, Func<RpcCall, Task<VerifiedRange>> write, CancellationToken cancellationToken) =>
        _guard.RunVerifiedAsync(
            operation,
            async () =>
            {
                string? name = await _names.NextAsync(cancellationToken).ConfigureAwait(false);
                VerifiedRange written = await write(Call(cancellationToken, name)).ConfigureAwait(false);
                Guard.Require(written.Fault);
                for (int i = 0; i < keys.Count; i++)
                {
                    if (keys[i] is { } key)
                        _seen.Note(key, written.From + (ulong)i);
                }

                return new WrittenRange(written.From, written.To);
            },
            cancellationToken);
}
