using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Follows an import, and knows at each moment what its state is.</summary>
/// <param name="begun">The state that it began with.</param>
/// <param name="inFlight">Batches under way at a time.</param>
/// <remarks>A batch is sent when so many before it have been told of that fewer than <paramref name="inFlight"/> are left. So what is under way lies behind the
/// batch told of that many batches ago.</remarks>
internal sealed class ImportPlace(ImportState begun, int inFlight)
{
    private readonly List<WrittenRange> _told = [.. begun.Told];
    private readonly Queue<ulong> _ends = new();
    private ulong _next = begun.Next;
    private ulong _written;

    /// <summary>Takes in that a batch was told of.</summary>
    /// <returns>The state from now on.</returns>
    public ImportState Take(ImportProgress told)
    {
        ulong end = told.LastIndex + 1;
        _told.Add(new WrittenRange(end - (told.Written - _written), end));
        _written = told.Written;
        _ends.Enqueue(end);
        if (_ends.Count >= inFlight)
            _next = Math.Max(_next, _ends.Dequeue());
        _told.RemoveAll(range => range.To <= _next);
        return begun with { Written = begun.Written + _written, Next = _next, Told = [.. _told] };
    }
}
