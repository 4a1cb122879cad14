using System.Collections.Frozen;
using System.Globalization;

namespace ImmuFunctions.Service.Databases;

/// <summary>How many entries databases may have.</summary>
/// <remarks>Looked at before a write. Writes under way at the same time, on this host or another, may together go a little beyond.</remarks>
public sealed class EntryQuotas
{
    private const string Others = "*";

    private readonly FrozenDictionary<string, ulong> _byName;
    private readonly ulong? _others;

    private EntryQuotas(FrozenDictionary<string, ulong> byName, ulong? others) => (_byName, _others) = (byName, others);

    /// <summary>Any number.</summary>
    public static EntryQuotas None { get; } = new(FrozenDictionary<string, ulong>.Empty, null);

    /// <summary>Reads quotas.</summary>
    /// <param name="text"><c>name=entries</c>, several with commas between; the name <c>*</c> is for every database that is not named. Empty for none.</param>
    /// <returns>Null: it is not of this form, or names a database twice.</returns>
    public static EntryQuotas? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var byName = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !ulong.TryParse(part.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ulong entries) || !byName.TryAdd(part[..equals], entries))
                return null;
        }

        return new EntryQuotas(byName.ToFrozenDictionary(StringComparer.Ordinal), byName.TryGetValue(Others, out ulong others) ? others : null);
    }

    /// <summary>The most entries a database may have; null for any number.</summary>
    public ulong? Of(string database) => _byName.TryGetValue(database, out ulong entries) ? entries : _others;
}
