using ImmuFunctions.Ledger;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Service.Accounts;

/// <summary>The accounts of one store: what the system ledger's entries add up to.</summary>
/// <remarks>
/// <para>On an exclusive store they are always the newest, at no cost. On a shared store another host may have changed them, so the end of the log is
/// looked at: only when somebody asks, at most once in <see cref="RefreshAfter"/>, and by one look at a time that all share. Who asks soon after that
/// time gets what is known while the look is under way; who asks later waits for it.</para>
/// <para>If the store does not answer, what is known is used until it is <see cref="MaxStaleness"/> old, counted from the moment at which the last look
/// that succeeded began; then nobody is let in. If the log is damaged, nobody is let in at once.</para>
/// <para>Without requests there is no work: no timer, no reads. Safe for any number of threads.</para>
/// </remarks>
public sealed class AccountBook : IAccountBook, IAsyncDisposable
{
    /// <summary>How long a change made on one host may go unnoticed on another.</summary>
    public static readonly TimeSpan MaxStaleness = TimeSpan.FromSeconds(5);

    /// <summary>How long what is known is used without a look at the log.</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromSeconds(2);

    /// <summary>From this age on a look is waited for: it leaves a second to those for whom the store does not answer.</summary>
    private static readonly TimeSpan WaitAfter = TimeSpan.FromSeconds(4);

    /// <summary>The pause after a look that failed: requests that come faster than that all meet the same failure.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly AccountLedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private Task _look = Task.CompletedTask;
    private bool _isDisposed;

    private volatile FailedLook? _failed;

    private AccountBook(LedgerEngine system, TimeProvider time, ILogger log) =>
        (_ledger, _time, _log) = (new AccountLedger(system, time), time, log);

    /// <summary>Reads the accounts.</summary>
    /// <param name="system">The system ledger, open; stays the caller's, who disposes it after the book.</param>
    /// <param name="time">Says how old something is.</param>
    /// <param name="log">For reports; no password and no hash gets there.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <exception cref="LedgerException">Corrupt: the ledger was changed, or a later version has written it. Unavailable: the store failed.</exception>
    public static async Task<AccountBook> OpenAsync(LedgerEngine system, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(time);
        var book = new AccountBook(system, time, log);
        long began = time.GetTimestamp();
        AccountState state = await book.NewestAsync(cancellationToken).ConfigureAwait(false);
        AccountBookLog.Opened(log, state.Users.Count, state.Databases.Length, state.Size, time.GetElapsedTime(began));
        return book;
    }

    /// <inheritdoc/>
    /// <remarks>A request that has waited for the store longer than <see cref="MaxStaleness"/> gets the accounts as they were when it came.</remarks>
    public ValueTask<AccountState> CurrentAsync(CancellationToken cancellationToken)
    {
        if (_ledger.IsExclusive)
            return NewestAsync(cancellationToken);
        AccountView known = _ledger.View;
        TimeSpan age = _time.GetElapsedTime(known.AsOf);
        if (age >= WaitAfter || IsDamaged(_failed))
            return new(LookedAtAsync(cancellationToken));
        if (age >= RefreshAfter && !HasJustFailed(_failed))
            _ = LookAsync();
        return new(known.State);
    }

    /// <inheritdoc/>
    public ValueTask<AccountState> NewestAsync(CancellationToken cancellationToken)
    {
        long began = _time.GetTimestamp();
        ValueTask<Snapshot> asked = _ledger.SnapshotAsync(cancellationToken);
        if (!asked.IsCompletedSuccessfully)
            return new(AdvanceAsync(asked.AsTask(), began, cancellationToken));
        Snapshot newest = asked.Result;
        return _ledger.IsExclusive && _ledger.View.State is { } state && state.Size >= newest.Size
            ? new(state)
            : new(_ledger.AdvanceAsync(newest, began).WaitAsync(cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>Cancelled before it is written, it is not written. After that it is: who no longer waits may ask for what is newest.</remarks>
    public async ValueTask<(bool TookEffect, AccountState State)> RecordAsync(AccountChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return await _ledger.RecordAsync(change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for the look that is under way. When no call is; the ledger is the caller's.</summary>
    public async ValueTask DisposeAsync()
    {
        Task look;
        lock (_gate)
            (look, _isDisposed) = (_look, true);
        await look.ConfigureAwait(false);
        _ledger.Dispose();
    }

    private async Task<AccountState> AdvanceAsync(Task<Snapshot> asked, long began, CancellationToken cancellationToken)
    {
        Snapshot newest = await asked.ConfigureAwait(false);
        return await _ledger.AdvanceAsync(newest, began).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<AccountState> LookedAtAsync(CancellationToken cancellationToken)
    {
        long arrived = _time.GetTimestamp();
        while (true)
        {
            if (!HasJustFailed(_failed))
                await LookAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            FailedLook? failed = _failed;
            AccountView known = _ledger.View;
            bool isFresh = known.AsOf >= arrived || _time.GetElapsedTime(known.AsOf) < MaxStaleness;
            if (isFresh && !IsDamaged(failed))
                return known.State;
            if (failed is not null)
                throw Refused(failed, known);

            // The look joined had begun long before: the next one begins now, and is new enough however long it takes.
        }
    }

    // One look at a time: whoever asks while one is under way joins it. It does not throw.
    private Task LookAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _look.IsCompleted ? _look = Task.Run(RunLookAsync) : _look;
        }
    }

    private async Task RunLookAsync()
    {
        long began = _time.GetTimestamp();
        try
        {
            Snapshot newest = await _ledger.SnapshotAsync(CancellationToken.None).ConfigureAwait(false);
            await _ledger.AdvanceAsync(newest, began).ConfigureAwait(false);
            _failed = null;
        }
        catch (Exception e)
        {
            // Whoever waits hears of it, whatever it was; if nobody does, the next who asks.
            var failed = new FailedLook(e, _time.GetTimestamp());
            _failed = failed;
            if (IsDamaged(failed))
                AccountBookLog.Unreadable(_log, e);
            else
                AccountBookLog.LookFailed(_log, _time.GetElapsedTime(_ledger.View.AsOf), MaxStaleness, e);
        }
    }

    private bool HasJustFailed(FailedLook? failed) => failed is not null && _time.GetElapsedTime(failed.At) < RetryAfter;

    private static bool IsDamaged(FailedLook? failed) => failed?.Cause is LedgerException { Kind: LedgerErrorKind.Corrupt };

    // A new exception for each: several may be thrown at once.
    private LedgerException Refused(FailedLook failed, AccountView known) => IsDamaged(failed)
        ? new(LedgerErrorKind.Corrupt, failed.Cause.Message, failed.Cause)
        : new(
            LedgerErrorKind.Unavailable,
            $"the accounts were last read {_time.GetElapsedTime(known.AsOf).TotalSeconds:0} s ago, too long to decide by, and cannot be read now: {failed.Cause.Message}",
            failed.Cause);
}
