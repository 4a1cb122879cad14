using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>A batch waiting to be committed, and who waits for it.</summary>
internal sealed class PendingBatch(ReadOnlyMemory<EntryDraft> drafts, int encodedBytes, RequestId? request, CancellationToken cancellationToken)
    : TaskCompletionSource<Commit>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public ReadOnlySpan<EntryDraft> Drafts => drafts.Span;

    /// <summary>The batch's name, if it has one.</summary>
    public RequestId? Request => request;

    public int Count => drafts.Length;

    /// <summary>Bytes its records take in a frame.</summary>
    public int EncodedBytes => encodedBytes;

    /// <summary>Ends the wait before the commit has begun; afterwards the outcome is what it is.</summary>
    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    public void Cancel() => TrySetCanceled(cancellationToken);
}
