using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Client.Verification;

/// <summary>What is trusted of one log while calls on it are under way: one line of roots, each proved to go on from the one before it.</summary>
/// <remarks>
/// <para>Calls run side by side. Each is proved against the root that was trusted when it began. If that is still the trusted root, the
/// answer's root takes its place. If another answer has moved it meanwhile, the two are proved to be of one log before either caller
/// gets to see more (<see cref="RootTie"/>): a ledger cannot tell two stories at once. Where nobody writes, all answers have
/// one root, and nothing more is asked.</para>
/// <para>The store is the memory of record: what others have put there counts, and what its owner has removed is forgotten. It is
/// written one root at a time, the newest; callers that wait for it share a write.</para>
/// </remarks>
internal sealed class TrustLine(RootLine line, ITrustedRoots store, Prover prover, Turns firstUses, ILogger log, VerifiedRpcsOptions options)
{
    private const int TrailLength = 64;

    private static readonly TimeSpan Leisure = TimeSpan.FromMilliseconds(50);

    // Guards all below.
    private readonly Lock _gate = new();
    private readonly TrustedRoot[] _trail = new TrustedRoot[TrailLength];
    private int _steps;
    private TrustedRoot _trusted = TrustedRoot.None;

    // The newest root of ours that the store has had.
    private TrustedRoot _saved = TrustedRoot.None;
    private long _lookedAt = long.MinValue / 2;
    private TaskCompletionSource<bool>? _saving;
    private bool _isSaveDue;

    // Another user of the store was shown another log: then there is no telling which is the true one.
    private VerificationFault? _split;
    private readonly List<LooseEnd> _loose = [];
    private bool _isTying;

    /// <summary>What proofs have shown of the trusted tree.</summary>
    public KnownNodes Nodes { get; } = new();

    /// <summary>The trusted root.</summary>
    public TrustedRoot Trusted
    {
        get
        {
            lock (_gate)
                return _trusted;
        }
    }

    /// <summary>Whether nobody is waiting and nothing is left to be remembered.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return _saving is null && !_isSaveDue && !_isTying && RootTie.IsSame(_saved, _trusted);
        }
    }

    /// <summary>The root to send along with a call.</summary>
    /// <param name="firstUse">Asks for the root to be trusted if none is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TrustedRootsException">The store does not work.</exception>
    public async ValueTask<TrustedRoot> BeginAsync(Func<Task<TrustedRoot>> firstUse, CancellationToken cancellationToken)
    {
        if (Recent is { IsNone: false } recent)
            return recent;
        if (Adopt(await store.FindAsync(line, cancellationToken).ConfigureAwait(false)) is { IsNone: false } known)
            return known;

        using Turns.Turn turn = await firstUses.TakeAsync(line.Database, cancellationToken).ConfigureAwait(false);
        if (Adopt(await store.FindAsync(line, cancellationToken).ConfigureAwait(false)) is { IsNone: false } meanwhile)
            return meanwhile;
        TrustedRoot first = await firstUse().ConfigureAwait(false);
        return first.IsNone ? first : Adopt(await store.AdvanceAsync(line, first, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Takes a root that a call was answered with.</summary>
    /// <param name="sentWith">The root that it is proved to go on from; null if it is not proved to go on from any.</param>
    /// <param name="proved">The root.</param>
    /// <param name="call">On whose behalf more is asked, if need be.</param>
    public async ValueTask<JoinResult> JoinAsync(TrustedRoot? sentWith, TrustedRoot proved, RpcCall call)
    {
        LooseEnd loose;
        bool isFirst;
        lock (_gate)
        {
            if (Judge(sentWith, proved) is { } result)
                return result;
            if (prover.IsAbsent)
                return JoinResult.Unknown;
            loose = new LooseEnd(proved);
            _loose.Add(loose);
            isFirst = !_isTying;
            _isTying = true;
        }

        // For all who come to wait; so it does not end with the one that happened to be first.
        if (isFirst)
            _ = TieAsync(ProvenCalls.Beside(call, CancellationToken.None));
        return await loose.Result.WaitAsync(call.CancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the store has a root or a later one.</summary>
    /// <returns>Null if it has, or cannot take it, which is logged: what was asked for is done and proved, saying otherwise would have it done twice. Otherwise what shows that the log has forked.</returns>
    public async ValueTask<VerificationFault?> SaveAsync(TrustedRoot root, RpcCall call)
    {
        while (true)
        {
            TaskCompletionSource<bool>? mine = null;
            Task<bool> saving;
            lock (_gate)
            {
                if (_split is not null || _saved.Size >= root.Size)
                    return _split;
                mine = _saving is null ? _saving = new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
                saving = _saving.Task;
            }

            if (mine is not null)
                await SaveAsync(mine, ProvenCalls.Beside(call, CancellationToken.None)).ConfigureAwait(false);
            if (!await saving.WaitAsync(call.CancellationToken).ConfigureAwait(false))
                return null;
        }
    }

    /// <summary>Has the trusted root remembered soon.</summary>
    public void SaveAtLeisure(RpcCall call)
    {
        lock (_gate)
        {
            if (_isSaveDue || RootTie.IsSame(_saved, _trusted))
                return;
            _isSaveDue = true;
        }

        _ = SaveAtLeisureAsync(ProvenCalls.Beside(call, CancellationToken.None));
    }

    private TrustedRoot Recent
    {
        get
        {
            lock (_gate)
                return Environment.TickCount64 - _lookedAt < options.LookCounts.TotalMilliseconds ? _trusted : TrustedRoot.None;
        }
    }

    // Under _gate. Null: it has to be asked.
    private JoinResult? Judge(TrustedRoot? sentWith, TrustedRoot proved)
    {
        if (_split is not null)
            return JoinResult.Refused(_split);
        TrustedRoot? ours = proved.Size == _trusted.Size ? _trusted : Array.Find(_trail, root => root?.Size == proved.Size);
        if (ours is not null)
            return ours.Hash == proved.Hash ? JoinResult.Tied : JoinResult.Refused(ProofFaults.Forked(ours, proved));
        if (sentWith is not null && (RootTie.IsSame(sentWith, _trusted) || !options.IsStrict))
        {
            if (proved.Size > _trusted.Size)
                Step(proved);
            return JoinResult.Tied;
        }

        // It is the root that was sent, and that was on the line.
        return sentWith is not null && RootTie.IsSame(sentWith, proved) ? JoinResult.Tied : null;
    }

    // Under _gate.
    private void Step(TrustedRoot root)
    {
        _trusted = root;
        _trail[_steps++ % TrailLength] = root;
    }

    private TrustedRoot Adopt(TrustedRoot found)
    {
        lock (_gate)
        {
            _lookedAt = Environment.TickCount64;
            if (found.IsNone && !_saved.IsNone)
            {
                // Its owner has removed it.
                _trusted = _saved = TrustedRoot.None;
                Array.Clear(_trail);
            }
            else if (found.Size > _trusted.Size && RootTie.IsSame(_saved, _trusted))
            {
                // Whoever wrote it has proved it to go on from what we had written.
                Step(found);
                _saved = found;
            }

            return _trusted;
        }
    }

    private async Task TieAsync(RpcCall call)
    {
        while (true)
        {
            List<LooseEnd> batch;
            TrustedRoot trusted;
            lock (_gate)
            {
                batch = [.. _loose.Take(RootTie.MostSizes - 1)];
                _loose.RemoveRange(0, batch.Count);
                trusted = _trusted;
                if (batch.Count == 0)
                {
                    _isTying = false;
                    return;
                }
            }

            try
            {
                VerificationFault?[]? faults = await RootTie.CheckAsync(trusted, [.. batch.Select(end => end.Root)], request => prover.AskAsync(request, call)).ConfigureAwait(false);
                End(batch, trusted, faults);
            }
            catch (RpcException e) when (e.Code == StatusCode.NotFound)
            {
                batch.ForEach(end => end.End(JoinResult.Refused(ProofFaults.Ended(end.Root))));
            }
            catch (Exception e)
            {
                // Nobody is told more than that it could not be found out.
                batch.ForEach(end => end.Fail(e));
            }
        }
    }

    private void End(List<LooseEnd> batch, TrustedRoot trusted, VerificationFault?[]? faults)
    {
        lock (_gate)
        {
            // An answer has moved the trusted root on while this was asked: what is beyond the root of then is not held against it yet.
            bool hasMoved = !RootTie.IsSame(trusted, _trusted);
            for (int i = 0; i < batch.Count; i++)
            {
                TrustedRoot root = batch[i].Root;
                if (faults?[i] is null && faults is not null && hasMoved && root.Size > trusted.Size)
                    _loose.Add(batch[i]);
                else
                    batch[i].End(faults is null ? JoinResult.Unknown : faults[i] is { } fault ? JoinResult.Refused(fault) : JoinResult.Tied);
            }

            if (faults is null || hasMoved)
                return;
            TrustedRoot? last = batch.Select(end => end.Root).Where((_, i) => faults[i] is null).MaxBy(root => root.Size);
            if (last is not null && last.Size > _trusted.Size)
                Step(last);
        }
    }

    private async Task SaveAtLeisureAsync(RpcCall call)
    {
        await Task.Delay(Leisure).ConfigureAwait(false);
        TrustedRoot root;
        lock (_gate)
        {
            _isSaveDue = false;
            root = _trusted;
        }

        await SaveAsync(root, call).ConfigureAwait(false);
    }

    private async Task SaveAsync(TaskCompletionSource<bool> saving, RpcCall call)
    {
        bool isSaved = false;
        try
        {
            TrustedRoot target = Trusted;
            TrustedRoot kept = await store.AdvanceAsync(line, target, call.CancellationToken).ConfigureAwait(false);
            // Another user of the store was there first: its log has to be ours.
            JoinResult joined = kept.Size < target.Size || RootTie.IsSame(kept, target) ? JoinResult.Tied : await JoinAsync(null, kept, call).ConfigureAwait(false);
            lock (_gate)
            {
                _split = joined.Fault ?? _split;
                _saved = kept.Size >= target.Size ? kept : target;
                if (!joined.IsTied && kept.Size > _trusted.Size)
                    Step(kept);
            }

            isSaved = true;
        }
        catch (Exception e)
        {
            VerificationLog.NotRemembered(log, e);
        }
        finally
        {
            lock (_gate)
                _saving = null;
            saving.SetResult(isSaved);
        }
    }
}
