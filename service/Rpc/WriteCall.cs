using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Service.Rpc;

/// <summary>A call of an rpc that writes: where to, under which name, for whom.</summary>
/// <param name="call">The caller's database and its rules.</param>
/// <param name="request">The request's name, if it has one.</param>
/// <param name="caller">Hears of a replay.</param>
internal sealed class WriteCall(AuthorizedCall call, RequestId? request, Caller caller)
{
    public OpenDatabase Database => call.Database;

    /// <summary>Cancelled when the caller is gone or its deadline has passed.</summary>
    public CancellationToken CancellationToken => caller.CancellationToken;

    /// <summary>Appends the call's entries, or finds that they are there. All of them must satisfy the database's rules.</summary>
    public async ValueTask<Commit> AppendAsync(EntryDraft[] drafts)
    {
        await RequireRoomAsync(drafts.Length).ConfigureAwait(false);
        RequireSignatures(drafts);
        Commit commit = await Database.Ledger.AppendAsync(drafts, request, CancellationToken).ConfigureAwait(false);
        if (commit.IsReplay)
            caller.OnReplay?.Invoke();
        return commit;
    }

    // By what this host knows of the log's end: what is written elsewhere at the same moment counts from the next write on.
    private async ValueTask RequireRoomAsync(int entries)
    {
        if (call.Rules.MaxEntries is not { } most)
            return;
        Snapshot known = await Database.Ledger.SnapshotAsync(TimeSpan.MaxValue, CancellationToken).ConfigureAwait(false);
        if (known.Size + (ulong)entries > most)
            throw ImmuErrors.QuotaExceeded(Database.Name);
    }

    // A large batch is seconds of arithmetic: a caller who is gone ends it.
    private void RequireSignatures(EntryDraft[] drafts)
    {
        if (call.Rules.Signatures is not { } rule)
            return;
        foreach (ref readonly EntryDraft draft in drafts.AsSpan())
        {
            CancellationToken.ThrowIfCancellationRequested();
            rule.Check(Database.Name, in draft);
        }
    }
}
