namespace ImmuFunctions.Client;

/// <content>Reads that are given as the ledger answers them.</content>
public sealed partial class LedgerClient
{
    /// <summary>As <see cref="GetAsync"/>, not verified.</summary>
    public Task<LedgerEntry?> GetUnverifiedAsync(LedgerBytes key, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="GetByIndexAsync"/>, not verified.</summary>
    public Task<LedgerEntry?> GetByIndexUnverifiedAsync(ulong index, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="GetAllAsync"/>, not verified.</summary>
    public Task<IReadOnlyList<LedgerEntry>> GetAllUnverifiedAsync(IEnumerable<LedgerBytes> keys, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="GetAtAsync"/>, not verified.</summary>
    public Task<LedgerEntry?> GetAtUnverifiedAsync(LedgerBytes key, ulong size, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>What a reference stands for: the version it names, or the newest one.</summary>
    /// <returns>Null if there is no such name, or nothing it stands for.</returns>
    /// <exception cref="LedgerClientException">INVALID_ARGUMENT: the name's newest version is no reference.</exception>
    public Task<LedgerEntry?> GetReferenceUnverifiedAsync(LedgerBytes name, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>How many versions a key has.</summary>
    public Task<ulong> CountVersionsUnverifiedAsync(LedgerBytes key, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>immudb's CountAll: distinct keys and one record for each entry.</summary>
    public Task<ulong> CountAllUnverifiedAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="ScanAsync"/>, not verified.</summary>
    public IAsyncEnumerable<LedgerEntry> ScanUnverifiedAsync(LedgerBytes prefix, ListOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="HistoryAsync"/>, not verified.</summary>
    public IAsyncEnumerable<LedgerEntry> HistoryUnverifiedAsync(LedgerBytes key, ListOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="EntriesAsync"/>, not verified.</summary>
    public IAsyncEnumerable<LedgerEntry> EntriesUnverifiedAsync(ulong from = 0, ulong? to = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="SetMembersAsync"/>, not verified.</summary>
    public IAsyncEnumerable<SetMember> SetMembersUnverifiedAsync(LedgerBytes set, ListOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="FindByValueAsync"/>, not verified.</summary>
    public IAsyncEnumerable<LedgerEntry> FindByValueUnverifiedAsync(LedgerBytes value, bool isPrefix = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="KeysWithValueAsync"/>, not verified.</summary>
    public IAsyncEnumerable<LedgerEntry> KeysWithValueUnverifiedAsync(LedgerBytes value, bool isPrefix = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
