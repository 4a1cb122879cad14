namespace ImmuFunctions.Simulator.Checking;

/// <summary>A batch that a client wants to have written once, however often it asks for it.</summary>
/// <param name="number">In the values of its entries.</param>
/// <param name="keys">Keys of its entries.</param>
/// <param name="values">Values of its entries; they begin as <see cref="Label"/> says and occur nowhere else.</param>
internal sealed class WriteRecord(int number, string[] keys, string[] values)
{
    public int Number => number;

    public IReadOnlyList<string> Keys => keys;

    public IReadOnlyList<string> Values => values;

    public List<WriteAttempt> Attempts { get; } = [];

    /// <summary>Whether some attempt was acknowledged.</summary>
    public bool IsAcknowledged => Attempts.Exists(a => a.Outcome == WriteOutcome.Acknowledged);

    /// <summary>Whether it is certain that it was never written.</summary>
    public bool IsRefused => Attempts.TrueForAll(a => a.Outcome == WriteOutcome.Refused);

    /// <summary>What the value of a batch's entry begins with.</summary>
    public static string Label(int number, int place, int count) => $"w{number}.{place}/{count} ";

    /// <summary>Takes a label apart.</summary>
    public static bool TryParseLabel(string value, out int number, out int place, out int count)
    {
        (number, place, count) = (0, 0, 0);
        int dot = value.IndexOf('.', StringComparison.Ordinal), slash = value.IndexOf('/', StringComparison.Ordinal), end = value.IndexOf(' ', StringComparison.Ordinal);
        return value.StartsWith('w') && dot > 0 && slash > dot && end > slash
            && int.TryParse(value.AsSpan(1, dot - 1), out number)
            && int.TryParse(value.AsSpan(dot + 1, slash - dot - 1), out place)
            && int.TryParse(value.AsSpan(slash + 1, end - slash - 1), out count);
    }
}
