using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Where those entries lie now that references and members are bound to by their indexes: in another log they have others.</summary>
/// <param name="needed">The indexes that rows are bound to, in the log that was exported; null if they are not known beforehand.</param>
/// <param name="known">What was written before: its old index and its new one.</param>
internal sealed class BoundPlaces(IReadOnlySet<ulong>? needed, IEnumerable<KeyValuePair<ulong, ulong>> known)
{
    private readonly SortedDictionary<ulong, ulong> _places = new(new Dictionary<ulong, ulong>(known));
    private readonly Queue<(ulong Number, ulong Old)> _sent = new();
    private ulong _number;

    /// <summary>Whether it is known beforehand which entries are bound to; otherwise none can be.</summary>
    public bool IsComplete => needed is not null;

    /// <summary>All that are known: old index and new.</summary>
    public IReadOnlyList<KeyValuePair<ulong, ulong>> All => [.. _places];

    /// <summary>The new index of an entry; null if it is none of those written.</summary>
    public ulong? Of(ulong old) => _places.TryGetValue(old, out ulong index) ? index : null;

    /// <summary>Takes in where a row has come to lie.</summary>
    public void Note(SourceRow row, ulong index)
    {
        if (row.Index is { } old && needed?.Contains(old) == true)
            _places[old] = index;
    }

    /// <summary>Begins an import, whose rows are counted from 1.</summary>
    public void Begin()
    {
        _sent.Clear();
        _number = 0;
    }

    /// <summary>Takes in that a row is sent.</summary>
    public void Send(SourceRow row)
    {
        _number++;
        if (row.Index is { } old && needed?.Contains(old) == true)
            _sent.Enqueue((_number, old));
    }

    /// <summary>Takes in that a batch is written: its rows are those sent behind the ones of the batch before it.</summary>
    public void Take(ImportProgress told)
    {
        while (_sent.TryPeek(out (ulong Number, ulong Old) row) && row.Number <= told.Written)
        {
            _places[row.Old] = told.LastIndex - (told.Written - row.Number);
            _sent.Dequeue();
        }
    }
}
