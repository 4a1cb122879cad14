using Immudb.Schema;
using ImmuFunctions.Client.Verification;

namespace ImmuFunctions.Client.Reading;

/// <summary>The log itself: each entry behind the one before, none left out.</summary>
internal sealed class LogOrder(ulong from) : IListOrder<Item>
{
    private ulong _next = from;

    /// <inheritdoc/>
    public VerificationFault? Next(Item item)
    {
        if (item.Index != _next)
            return new(VerificationCheck.Order, $"entry {_next}", $"entry {item.Index}", item.Index);
        _next++;
        return null;
    }

    /// <summary>Looks at the end of the list.</summary>
    /// <param name="end">Where it has to end.</param>
    public VerificationFault? End(ulong end) =>
        _next < end ? new(VerificationCheck.Order, $"entry {_next} of a log of {end} entries", "the end of the list", _next) : null;
}
