namespace ImmuFunctions.Client;

/// <content>Verified reads. immudb 0.8 has no proof that nothing newer or nothing more exists; what this client itself has seen before is held against the answers.</content>
public sealed partial class LedgerClient
{
    /// <summary>The newest version of a key; of a reference's name, the newest version of what it stands for.</summary>
    /// <returns>Null if there is no such key.</returns>
    public Task<LedgerEntry?> GetAsync(LedgerBytes key, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The entry at a place in the log, as stored.</summary>
    /// <returns>Null if the log ends before it.</returns>
    public Task<LedgerEntry?> GetByIndexAsync(ulong index, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The newest versions of keys, as <see cref="GetAsync"/> gives them.</summary>
    /// <returns>Those that exist, in the order asked for.</returns>
    public Task<IReadOnlyList<LedgerEntry>> GetAllAsync(IEnumerable<LedgerBytes> keys, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>A key as it was when the log had <paramref name="size"/> entries.</summary>
    /// <returns>Null if there was no such key then.</returns>
    /// <exception cref="LedgerClientException">NOT_FOUND: the log has not had that many yet.</exception>
    public Task<LedgerEntry?> GetAtAsync(LedgerBytes key, ulong size, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The newest versions of all keys with a prefix, in the order of the keys, references and members of sets left out.</summary>
    /// <param name="prefix">Empty for all keys.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<LedgerEntry> ScanAsync(LedgerBytes prefix, ListOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The versions of a key as stored, newest first.</summary>
    public IAsyncEnumerable<LedgerEntry> HistoryAsync(LedgerBytes key, ListOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The log itself, as stored: the entries [from, to), none left out.</summary>
    /// <param name="from">Zero-based.</param>
    /// <param name="to">Null for as far as the log goes now.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<LedgerEntry> EntriesAsync(ulong from = 0, ulong? to = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The members of a sorted set, from the least score up.</summary>
    public IAsyncEnumerable<SetMember> SetMembersAsync(LedgerBytes set, ListOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Every version ever written that has a value, whatever has become of its key since.</summary>
    /// <param name="value">The payload, or its beginning.</param>
    /// <param name="isPrefix">Whether <paramref name="value"/> is a beginning.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="LedgerClientException">FAILED_PRECONDITION: the ledger does not index values.</exception>
    public IAsyncEnumerable<LedgerEntry> FindByValueAsync(LedgerBytes value, bool isPrefix = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="FindByValueAsync"/>, only those that are the newest versions of their keys.</summary>
    public IAsyncEnumerable<LedgerEntry> KeysWithValueAsync(LedgerBytes value, bool isPrefix = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
