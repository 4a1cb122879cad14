using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>Decides which of the batches that wait are written: each that has no name, and the first of each name that the log does not know.</summary>
/// <remarks>Made for one state of the log, and again for every other one that the frame is to be appended to: what another host has committed meanwhile counts.</remarks>
internal sealed class GroupPlan
{
    private readonly Dictionary<RequestId, PendingBatch> _named = [];
    private readonly List<PendingBatch> _toWrite = [];

    /// <summary>The batches for the frame, in order; each knows its <see cref="PendingBatch.FirstIndex"/>.</summary>
    public List<PendingBatch> ToWrite => _toWrite;

    /// <summary>Plans a frame, and answers the batches that are in the log already: that is durable, whatever becomes of the frame.</summary>
    /// <param name="batches">All that were taken; those answered before are passed over.</param>
    /// <param name="now">The ledger that the frame would be appended to; published.</param>
    /// <param name="known">The requests in it.</param>
    public void Make(List<PendingBatch> batches, Snapshot now, RequestWindow known)
    {
        _named.Clear();
        _toWrite.Clear();
        ulong next = now.Size;
        foreach (PendingBatch batch in batches)
        {
            if (batch.Count == 0 || batch.Task.IsCompleted || IsAnswered(batch, now, known))
                continue;
            batch.FirstIndex = next;
            next += (ulong)batch.Count;
            _toWrite.Add(batch);
        }
    }

    /// <summary>Tells every batch its place, now that the frame is durable.</summary>
    /// <param name="batches">As planned.</param>
    /// <param name="snapshot">Holds them.</param>
    public static void Acknowledge(List<PendingBatch> batches, Snapshot snapshot)
    {
        foreach (PendingBatch batch in batches)
        {
            if (batch.Original is { } original)
                batch.AnswerAs(original.FirstIndex, original.Count, snapshot);
            else
                batch.TrySetResult(new Commit(batch.FirstIndex, batch.Count, snapshot));
        }
    }

    // Also true of a batch that will be answered with the one before it.
    private bool IsAnswered(PendingBatch batch, Snapshot now, RequestWindow known)
    {
        batch.Original = null;
        if (batch.Request is not { } id)
            return false;
        if (known.TryGet(id, out CommittedRequest committed))
        {
            batch.AnswerAs(committed.FirstIndex, committed.Count, now);
            return true;
        }

        if (_named.TryAdd(id, batch))
            return false;
        batch.Original = _named[id];
        return true;
    }
}
