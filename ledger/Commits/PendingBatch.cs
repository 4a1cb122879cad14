using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>A batch waiting to be committed, and who waits for it.</summary>
internal sealed class PendingBatch(ReadOnlyMemory<EntryDraft> drafts, int recordBytes, RequestId? request, CancellationToken cancellationToken)
    : TaskCompletionSource<Commit>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public ReadOnlySpan<EntryDraft> Drafts => drafts.Span;

    /// <summary>The batch's name, if it has one.</summary>
    public RequestId? Request => request;

    public int Count => drafts.Length;

    /// <summary>Bytes its records take in a frame.</summary>
    public int RecordBytes => recordBytes;

    /// <summary>Bytes it takes in a frame at most.</summary>
    public int FrameBytes => recordBytes + TableBytes(request);

    /// <summary>Where it is to be written, as staged last.</summary>
    public ulong FirstIndex { get; set; }

    /// <summary>The batch of the same name that waits before it, as staged last: what becomes of that is the answer to this one, too.</summary>
    public PendingBatch? Original { get; set; }

    /// <summary>Ends the wait before the commit has begun; afterwards the outcome is what it is.</summary>
    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    /// <summary>Bytes that a name takes in a frame at most.</summary>
    public static int TableBytes(RequestId? request) => RequestTable.LengthOf(request is null ? 0 : 1);

    public void Cancel() => TrySetCanceled(cancellationToken);

    /// <summary>Answers with what has become of an earlier batch of the same name.</summary>
    public void AnswerAs(ulong firstIndex, int count, Snapshot snapshot)
    {
        if (count == Count)
            TrySetResult(new Commit(firstIndex, count, snapshot, IsReplay: true));
        else
            TrySetException(new LedgerException(LedgerErrorKind.Conflict, $"the id was used for another request: that one has the number of entries {count}, from index {firstIndex} on, this one {Count}; nothing was written"));
    }
}
