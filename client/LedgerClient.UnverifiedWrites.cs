namespace ImmuFunctions.Client;

/// <content>Writes that the ledger merely acknowledges: nothing shows yet that what it wrote is what was sent.</content>
public sealed partial class LedgerClient
{
    /// <summary>As <see cref="SetAsync"/>, not verified.</summary>
    public Task<ulong> SetUnverifiedAsync(LedgerBytes key, LedgerBytes value, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="SetRawAsync"/>, not verified.</summary>
    public Task<ulong> SetRawUnverifiedAsync(LedgerBytes key, LedgerBytes value, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="SetReferenceAsync"/>, not verified.</summary>
    public Task<ulong> SetReferenceUnverifiedAsync(LedgerBytes name, LedgerBytes key, ulong? index = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="AddToSetAsync"/>, not verified.</summary>
    public Task<ulong> AddToSetUnverifiedAsync(LedgerBytes set, double score, LedgerBytes key, ulong? index = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="SetAllAsync"/>, not verified.</summary>
    public Task<WrittenRange> SetAllUnverifiedAsync(IEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> entries, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As <see cref="ExecuteAsync"/>, not verified.</summary>
    public Task<WrittenRange> ExecuteUnverifiedAsync(IEnumerable<LedgerOperation> operations, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
