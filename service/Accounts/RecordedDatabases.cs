using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Service.Accounts;

/// <summary>The databases that the accounts know of.</summary>
/// <param name="book">May be behind another host's by <see cref="AccountBook.MaxStaleness"/>.</param>
public sealed class RecordedDatabases(IAccountBook book) : IDatabaseNames
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        AccountState accounts = await book.CurrentAsync(cancellationToken).ConfigureAwait(false);
        return [.. accounts.DatabaseNames];
    }
}
