using Immudb.Schema;
using ImmuFunctions.Client.Connections;
using ImmuFunctions.Client.Reading;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Client;

/// <content>Verified reads of single entries. immudb 0.8 has no proof that nothing newer exists; what this client itself has seen before is held against the answers.</content>
public sealed partial class LedgerClient
{
    /// <summary>The newest version of a key; of a reference's name, the newest version of what it stands for.</summary>
    /// <returns>Null if there is no such key.</returns>
    public Task<LedgerEntry?> GetAsync(LedgerBytes key, CancellationToken cancellationToken = default) =>
        _guard.RunVerifiedAsync("Get", () => FindAsync(key, cancellationToken), cancellationToken);

    /// <summary>The entry at a place in the log, as stored.</summary>
    /// <returns>Null if the log ends before it.</returns>
    public Task<LedgerEntry?> GetByIndexAsync(ulong index, CancellationToken cancellationToken = default) => _guard.RunVerifiedAsync(
        "GetByIndex",
        async () =>
        {
            VerifiedItem? answer = await NullIfAsync(
                ImmuErrors.IndexNotFound(), _verified.BySafeIndexAsync(index, _scope, Call(cancellationToken))).ConfigureAwait(false);
            Guard.Require(answer?.Fault);
            return answer is null ? null : LedgerEntry.Of(answer.Item, isVerified: true);
        },
        cancellationToken);

    /// <summary>The newest versions of keys, as <see cref="GetAsync"/> gives them.</summary>
    /// <returns>Those that exist, in the order asked for.</returns>
    public Task<IReadOnlyList<LedgerEntry>> GetAllAsync(IEnumerable<LedgerBytes> keys, CancellationToken cancellationToken = default)
    {
        LedgerBytes[] asked = [.. keys ?? throw new ArgumentNullException(nameof(keys))];
        return _guard.RunVerifiedAsync<IReadOnlyList<LedgerEntry>>(
            "GetAll",
            async () =>
            {
                var found = new List<LedgerEntry>(asked.Length);
                foreach (LedgerBytes[] part in asked.Chunk(KeysAtOnce))
                    await FindAllAsync(part, found, cancellationToken).ConfigureAwait(false);
                return found;
            },
            cancellationToken);
    }

    /// <summary>A key as it was when the log had <paramref name="size"/> entries.</summary>
    /// <returns>Null if there was no such key then.</returns>
    /// <exception cref="LedgerClientException">NOT_FOUND: the log has not had that many yet.</exception>
    public Task<LedgerEntry?> GetAtAsync(LedgerBytes key, ulong size, CancellationToken cancellationToken = default) => _guard.RunVerifiedAsync(
        "GetAt",
        async () =>
        {
            if (size == 0)
                return null;
            long asked = _seen.Moment;
            VerifiedItem? answer = await NullIfAsync(
                ImmuErrors.KeyNotFound(), _verified.GetAtAsync(key.ToByteString(), size, _scope, Call(cancellationToken))).ConfigureAwait(false);
            Guard.Require(answer?.Fault);
            // What was seen speaks of that time only if it was there then.
            LedgerBytes found = answer?.Item.Key ?? key;
            if (_seen.At(found, asked) < size)
                Guard.Require(VersionOrder.Check(_seen, asked, found, answer?.Item.Index));
            return answer is null ? null : LedgerEntry.Of(answer.Item, isVerified: true);
        },
        cancellationToken);

    private const int KeysAtOnce = 1_000;

    private async Task<LedgerEntry?> FindAsync(LedgerBytes key, CancellationToken cancellationToken)
    {
        long asked = _seen.Moment;
        VerifiedItem? answer = await NullIfAsync(
            ImmuErrors.KeyNotFound(), _verified.SafeGetAsync(key.ToByteString(), _scope, Call(cancellationToken))).ConfigureAwait(false);
        if (answer is null)
        {
            Guard.Require(VersionOrder.Check(_seen, asked, key, null));
            return null;
        }

        Guard.Require(answer.Fault);
        Guard.Require(VersionOrder.Check(_seen, asked, answer.Item.Key, answer.Item.Index));
        if (answer.ReferredBy is { } reference)
        {
            Guard.Require(VersionOrder.Check(_seen, asked, key, reference));
            _seen.Note(key, reference);
        }

        _seen.Note(answer.Item.Key, answer.Item.Index);
        return LedgerEntry.Of(answer.Item, isVerified: true);
    }

    // The answer leaves out keys that do not exist and has other keys for references: those are asked for one by one.
    private async Task FindAllAsync(LedgerBytes[] keys, List<LedgerEntry> found, CancellationToken cancellationToken)
    {
        long asked = _seen.Moment;
        ItemList answer = await _session.AskAsync<ItemList>("GetBatch", Keys(keys), cancellationToken).ConfigureAwait(false);
        Guard.Require(await _verified.ProveAsync(answer.Items, _scope, Call(cancellationToken)).ConfigureAwait(false));
        int next = 0;
        foreach (LedgerBytes key in keys)
        {
            Item? item = next < answer.Items.Count ? answer.Items[next] : null;
            if (item is not null && (LedgerBytes)item.Key == key)
            {
                Guard.Require(VersionOrder.Check(_seen, asked, key, item.Index));
                _seen.Note(key, item.Index);
                found.Add(LedgerEntry.Of(item, isVerified: true));
                next++;
            }
            else if (await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                found.Add(entry);
                if (item is not null && (LedgerBytes)item.Key == entry.Key)
                    next++;
            }
        }

        if (next < answer.Items.Count)
            throw new VerificationException(new(VerificationCheck.Key, "entries of the keys asked for", $"an entry of {KeyText.Of(answer.Items[next].Key)}", answer.Items[next].Index));
    }

    private static KeyList Keys(IEnumerable<LedgerBytes> keys)
    {
        var list = new KeyList();
        list.Keys.AddRange(keys.Select(key => new Key { Key_ = key.ToByteString() }));
        return list;
    }

    // Only the ledger's own word for "there is none": an outage must not look like it.
    private static async Task<T?> NullIfAsync<T>(RpcException absent, Task<T> answer)
        where T : class
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (RpcException e) when (e is not VerificationException && e.Code == absent.Code && e.Message == absent.Message)
        {
            return null;
        }
    }
}
