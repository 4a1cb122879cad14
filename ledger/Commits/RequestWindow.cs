using System.Diagnostics.CodeAnalysis;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger.Commits;

/// <summary>The last requests with an id that are in the log: a function of the log alone, so the same on every host and after every kind of start.</summary>
/// <remarks>A ring that forgets the oldest, and where in it an id is. Used by the one who commits. Costs nothing until the first id is met.</remarks>
internal sealed class RequestWindow
{
    private CommittedRequest[] _ring = [];
    private Dictionary<RequestId, int> _places = [];
    private int _count;
    private int _next;

    /// <param name="known">The last requests, oldest first; at most <see cref="CommittedRequest.Window"/>.</param>
    public RequestWindow(IReadOnlyList<CommittedRequest> known)
    {
        foreach (CommittedRequest request in known)
            Add(request);
    }

    /// <summary>Takes in the next request of the log.</summary>
    /// <remarks>An id that is there already stands for its newer request from then on: no host of ours writes such a log, and all read it alike.</remarks>
    public void Add(in CommittedRequest request)
    {
        if (_ring.Length == 0)
        {
            _ring = new CommittedRequest[CommittedRequest.Window];
            _places = new Dictionary<RequestId, int>(CommittedRequest.Window);
        }

        if (_count == _ring.Length)
            Forget(_next);
        else
            _count++;
        _ring[_next] = request;
        _places[request.Id] = _next;
        _next = (_next + 1) % _ring.Length;
    }

    public bool TryGet(RequestId id, [MaybeNullWhen(false)] out CommittedRequest request)
    {
        bool isKnown = _places.TryGetValue(id, out int place);
        request = isKnown ? _ring[place] : default;
        return isKnown;
    }

    /// <summary>The requests, oldest first.</summary>
    public CommittedRequest[] ToArray()
    {
        var requests = new CommittedRequest[_count];
        int oldest = _count == _ring.Length ? _next : 0;
        ReadOnlySpan<CommittedRequest> older = _ring.AsSpan(oldest, _count - oldest);
        older.CopyTo(requests);
        _ring.AsSpan(0, _count - older.Length).CopyTo(requests.AsSpan(older.Length));
        return requests;
    }

    private void Forget(int place)
    {
        if (_places.TryGetValue(_ring[place].Id, out int newest) && newest == place)
            _places.Remove(_ring[place].Id);
    }
}
