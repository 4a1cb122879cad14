using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Client.Reading;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client;

/// <content>Reads that are given as the ledger answers them.</content>
public sealed partial class LedgerClient
{
    /// <summary>As <see cref="GetAsync"/>, not verified.</summary>
    public Task<LedgerEntry?> GetUnverifiedAsync(LedgerBytes key, CancellationToken cancellationToken = default) =>
        ReadAsync("GetUnverified", ImmuErrors.KeyNotFound(), () => _session.AskAsync<Item>("Get", new Key { Key_ = key.ToByteString() }, cancellationToken));

    /// <summary>As <see cref="GetByIndexAsync"/>, not verified.</summary>
    public Task<LedgerEntry?> GetByIndexUnverifiedAsync(ulong index, CancellationToken cancellationToken = default) =>
        ReadAsync("GetByIndexUnverified", ImmuErrors.IndexNotFound(), () => _session.AskAsync<Item>("ByIndex", new Index { Index_ = index }, cancellationToken));

    /// <summary>As <see cref="GetAllAsync"/>, not verified.</summary>
    public Task<IReadOnlyList<LedgerEntry>> GetAllUnverifiedAsync(IEnumerable<LedgerBytes> keys, CancellationToken cancellationToken = default)
    {
        LedgerBytes[] asked = [.. keys ?? throw new ArgumentNullException(nameof(keys))];
        return _guard.RunAsync<IReadOnlyList<LedgerEntry>>("GetAllUnverified", async () =>
        {
            var found = new List<LedgerEntry>(asked.Length);
            foreach (LedgerBytes[] part in asked.Chunk(KeysAtOnce))
            {
                ItemList answer = await _session.AskAsync<ItemList>("GetBatch", Keys(part), cancellationToken).ConfigureAwait(false);
                found.AddRange(answer.Items.Select(item => LedgerEntry.Of(item, isVerified: false)));
            }

            return found;
        });
    }

    /// <summary>As <see cref="GetAtAsync"/>, not verified.</summary>
    public Task<LedgerEntry?> GetAtUnverifiedAsync(LedgerBytes key, ulong size, CancellationToken cancellationToken = default) => size == 0
        ? Task.FromResult<LedgerEntry?>(null)
        : ReadAsync("GetAtUnverified", ImmuErrors.KeyNotFound(), async () =>
        {
            var request = new GetAtRequest { Key = key.ToByteString(), Index = size - 1 };
            return (await _session.QueryAsync<ItemAt>("GetAt", request, cancellationToken).ConfigureAwait(false)).Item ?? new Item();
        });

    /// <summary>What a reference stands for: the version it names, or the newest one.</summary>
    /// <returns>Null if there is no such name, or nothing it stands for.</returns>
    /// <exception cref="LedgerClientException">INVALID_ARGUMENT: the name's newest version is no reference.</exception>
    public Task<LedgerEntry?> GetReferenceUnverifiedAsync(LedgerBytes name, CancellationToken cancellationToken = default) =>
        ReadAsync("GetReferenceUnverified", ImmuErrors.KeyNotFound(), () => _session.AskAsync<Item>("GetReference", new Key { Key_ = name.ToByteString() }, cancellationToken));

    /// <summary>How many versions a key has.</summary>
    public Task<ulong> CountVersionsUnverifiedAsync(LedgerBytes key, CancellationToken cancellationToken = default) => _guard.RunAsync("CountVersionsUnverified", async () =>
        (await _session.AskAsync<ItemsCount>("Count", new KeyPrefix { Prefix = key.ToByteString() }, cancellationToken).ConfigureAwait(false)).Count);

    /// <summary>immudb's CountAll: distinct keys and one record for each entry.</summary>
    public Task<ulong> CountAllUnverifiedAsync(CancellationToken cancellationToken = default) => _guard.RunAsync("CountAllUnverified", async () =>
        (await _session.AskAsync<ItemsCount>("CountAll", new Empty(), cancellationToken).ConfigureAwait(false)).Count);

    /// <summary>As <see cref="ScanAsync"/>, not verified.</summary>
    public IAsyncEnumerable<LedgerEntry> ScanUnverifiedAsync(LedgerBytes prefix, ListOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Checked(options);
        return _guard.ListAsync(
            "ScanUnverified", isVerified: false, AsToldAsync(KeyScans.PagesAsync(_session, prefix, options, cancellationToken), options.Limit, cancellationToken), cancellationToken);
    }

    /// <summary>As <see cref="HistoryAsync"/>, not verified.</summary>
    public IAsyncEnumerable<LedgerEntry> HistoryUnverifiedAsync(LedgerBytes key, ListOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Checked(options);
        return _guard.ListAsync(
            "HistoryUnverified", isVerified: false, AsToldAsync(Histories.PagesAsync(_session, key, options, cancellationToken), options.Limit, cancellationToken), cancellationToken);
    }

    /// <summary>As <see cref="EntriesAsync"/>, not verified.</summary>
    public IAsyncEnumerable<LedgerEntry> EntriesUnverifiedAsync(ulong from = 0, ulong? to = null, CancellationToken cancellationToken = default) => _guard.ListAsync(
        "EntriesUnverified", isVerified: false, AsToldAsync(LogPages.PagesAsync(_session, from, to ?? ulong.MaxValue, cancellationToken), limit: 0, cancellationToken), cancellationToken);

    /// <summary>As <see cref="SetMembersAsync"/>, not verified.</summary>
    public IAsyncEnumerable<SetMember> SetMembersUnverifiedAsync(LedgerBytes set, ListOptions? options = null, CancellationToken cancellationToken = default) =>
        _guard.ListAsync("SetMembersUnverified", isVerified: false, MembersAsToldAsync(set, Checked(options), cancellationToken), cancellationToken);

    /// <summary>As <see cref="FindByValueAsync"/>, not verified.</summary>
    public IAsyncEnumerable<LedgerEntry> FindByValueUnverifiedAsync(LedgerBytes value, bool isPrefix = false, CancellationToken cancellationToken = default) => _guard.ListAsync(
        "FindByValueUnverified", isVerified: false, AsToldAsync(ValueSearches.PagesAsync(_session, "FindByValue", value, isPrefix, cancellationToken), limit: 0, cancellationToken), cancellationToken);

    /// <summary>As <see cref="KeysWithValueAsync"/>, not verified.</summary>
    public IAsyncEnumerable<LedgerEntry> KeysWithValueUnverifiedAsync(LedgerBytes value, bool isPrefix = false, CancellationToken cancellationToken = default) => _guard.ListAsync(
        "KeysWithValueUnverified", isVerified: false, AsToldAsync(ValueSearches.PagesAsync(_session, "KeysWithValue", value, isPrefix, cancellationToken), limit: 0, cancellationToken), cancellationToken);

    private Task<LedgerEntry?> ReadAsync(string operation, RpcException absent, Func<Task<Item>> read) => _guard.RunAsync(operation, async () =>
    {
        Item? item = await NullIfAsync(absent, read()).ConfigureAwait(false);
        return item is null ? null : LedgerEntry.Of(item, isVerified: false);
    });

    private static async IAsyncEnumerable<LedgerEntry> AsToldAsync(
        IAsyncEnumerable<IReadOnlyList<Item>> pages, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int given = 0;
        await foreach (IReadOnlyList<Item> page in pages.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (Item item in page)
            {
                yield return LedgerEntry.Of(item, isVerified: false);
                if (++given == limit)
                    yield break;
            }
        }
    }

    private async IAsyncEnumerable<SetMember> MembersAsToldAsync(LedgerBytes set, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int given = 0;
        await foreach ((IReadOnlyList<ZItem> page, _) in SetScans.PagesAsync(_session, set, options, cancellationToken).ConfigureAwait(false))
        {
            foreach (ZItem item in page)
            {
                item.Item ??= new Item();
                yield return MemberOf(set, item, isVerified: false);
                if (++given == options.Limit)
                    yield break;
            }
        }
    }
}
