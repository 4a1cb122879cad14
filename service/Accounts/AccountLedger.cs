using System.Security.Cryptography;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.Accounts;

/// <summary>The system ledger and what its entries add up to: every entry is folded once, in order.</summary>
/// <param name="system">Stays the caller's.</param>
/// <param name="time">Says how old a view is.</param>
internal sealed class AccountLedger(LedgerEngine system, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    // Guarded by _gate: entries that took no effect, kept for as long as one of those who are recording may ask for its own.
    private readonly HashSet<ulong> _vain = [];

    private int _recording;
    private volatile AccountView _view = new(AccountState.Empty, long.MinValue);

    /// <summary>What is known.</summary>
    public AccountView View => _view;

    /// <summary>Whether nobody else writes to the ledger.</summary>
    public bool IsExclusive => system.IsExclusive;

    /// <summary>The ledger with everything acknowledged before this call.</summary>
    public ValueTask<Snapshot> SnapshotAsync(CancellationToken cancellationToken) => system.SnapshotAsync(cancellationToken);

    /// <summary>Takes in what a snapshot has more than is known.</summary>
    /// <param name="snapshot">Any snapshot of the ledger.</param>
    /// <param name="began">A time before the snapshot was asked for.</param>
    public async Task<AccountState> AdvanceAsync(Snapshot snapshot, long began) =>
        (await AdvanceAsync(snapshot, began, own: null).ConfigureAwait(false)).State;

    /// <summary>Appends a change and takes in everything up to it.</summary>
    public async Task<(bool TookEffect, AccountState State)> RecordAsync(AccountChange change, CancellationToken cancellationToken)
    {
        EntryDraft[] entry = [AccountCodec.Encode(change)];
        long began = time.GetTimestamp();
        Interlocked.Increment(ref _recording);
        try
        {
            Commit commit = await system.AppendAsync(entry, NewRequest(), cancellationToken).ConfigureAwait(false);
            // From here on the change is there, whoever still wants to know.
            (AccountState state, bool tookEffect) = await AdvanceAsync(commit.Snapshot, began, commit.FirstIndex).ConfigureAwait(false);
            return (tookEffect, state);
        }
        finally
        {
            Interlocked.Decrement(ref _recording);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<(AccountState State, bool TookEffect)> AdvanceAsync(Snapshot snapshot, long began, ulong? own)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            // Whoever begins to record after this look has its entry behind this snapshot.
            if (Volatile.Read(ref _recording) == 0)
                _vain.Clear();
            AccountView view = _view;
            AccountState state = view.State;
            await foreach (AccountChange change in AccountEntries.ReadAsync(snapshot, state.Size, CancellationToken.None).ConfigureAwait(false))
            {
                ulong index = state.Size;
                (state, bool tookEffect) = AccountFold.Apply(state, index, change);
                if (!tookEffect)
                    _vain.Add(index);
            }

            _view = new AccountView(state, Math.Max(view.AsOf, began));
            return (state, own is { } entry && !_vain.Contains(entry));
        }
        finally
        {
            _gate.Release();
        }
    }

    private static RequestId NewRequest()
    {
        Span<byte> id = stackalloc byte[RequestId.Size];
        RandomNumberGenerator.Fill(id);
        return new RequestId(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(id));
    }
}
