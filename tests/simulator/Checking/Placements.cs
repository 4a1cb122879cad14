using System.Text;

namespace ImmuFunctions.Simulator.Checking;

/// <summary>Where the log holds each batch, found by the labels in the values.</summary>
internal sealed class Placements
{
    private readonly Dictionary<int, List<int>> _places = [];

    /// <summary>Indexes of the first entries of each copy of a batch.</summary>
    public IReadOnlyList<int> Of(int number) => _places.GetValueOrDefault(number) ?? [];

    /// <summary>Finds all batches of a log.</summary>
    /// <returns>What is torn or belongs to nobody, or null.</returns>
    public static string? TryFind(LogModel log, History history, out Placements found)
    {
        found = new Placements();
        var wanted = history.Writes.ToDictionary(w => w.Number);
        for (int i = 0; i < log.Size;)
        {
            string text = TextOf(log.Entries[i].Value);
            if (!WriteRecord.TryParseLabel(text, out int number, out int place, out int count) || place != 0 || !wanted.TryGetValue(number, out WriteRecord? write))
                return $"entry {i} is no batch's first: {text}";
            for (int j = 0; j < count; j++)
            {
                if (i + j >= log.Size || log.Entries[i + j].Frame != log.Entries[i].Frame)
                    return $"batch {number} is torn: it begins at {i} and its frame ends before entry {j} of {count}";
                LogEntry entry = log.Entries[i + j];
                if (TextOf(entry.Value) != write.Values[j] || LogModel.KeyText(entry.Key) != write.Keys[j])
                    return $"entry {i + j} is not entry {j} of batch {number}: {LogModel.KeyText(entry.Key)} = {TextOf(entry.Value)}";
            }

            if (!found._places.TryGetValue(number, out List<int>? places))
                found._places[number] = places = [];
            places.Add(i);
            i += count;
        }

        return null;
    }

    private static string TextOf(byte[] value) => Encoding.Latin1.GetString(value);
}
