using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.Databases;

/// <summary>Says which databases there are.</summary>
public interface IDatabaseNames
{
    /// <summary>The names of all databases that a user may see, <c>defaultdb</c> first.</summary>
    /// <exception cref="LedgerException">The store does not answer.</exception>
    ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken);
}
