using System.Text;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;
using ImmuFunctions.Simulator.Checking;

namespace ImmuFunctions.Simulator.World;

/// <summary>Makes batches: values that occur once, on few keys.</summary>
internal sealed class Workload(SimulationContext context)
{
    private int _batches;

    /// <summary>The keys there may be.</summary>
    public IReadOnlyList<string> Keys { get; } = [.. Enumerable.Range(0, context.Plan.Keys).Select(KeyOf)];

    public WriteRecord NewBatch(out EntryDraft[] drafts)
    {
        Random chance = context.Chance;
        int number = ++_batches, count = chance.Next(1, context.Plan.MostEntriesPerBatch + 1);
        string[] keys = [.. Enumerable.Range(0, count).Select(_ => Keys[chance.Next(Keys.Count)])];
        string[] values = [.. Enumerable.Range(0, count).Select(i => WriteRecord.Label(number, i, count) + new string('v', chance.Next(10) == 0 ? 300 : chance.Next(20)))];
        drafts = [.. Enumerable.Range(0, count).Select(i => new EntryDraft(KindOf(keys[i]), Encoding.Latin1.GetBytes(keys[i]), Encoding.Latin1.GetBytes(values[i])))];
        var record = new WriteRecord(number, keys, values);
        context.History.Writes.Add(record);
        return record;
    }

    // Every fourth is a member of a set; one holds bytes that rows have to escape.
    private static string KeyOf(int i) => (i % 4) switch
    {
        3 => LogModel.KeyText(SortedSetKey.Encode("set"u8, 10 - i, Encoding.ASCII.GetBytes($"k{i}"), null)),
        2 => $"k\0{i}",
        _ => $"k{i}",
    };

    private static EntryKind KindOf(string key) =>
        SortedSetKey.TryParse(Encoding.Latin1.GetBytes(key), out _, out _, out _, out _) ? EntryKind.SortedSetMember : EntryKind.Plain;
}
