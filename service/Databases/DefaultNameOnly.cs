namespace ImmuFunctions.Service.Databases;

/// <summary>For hosts without accounts, where nobody can create a database: <c>defaultdb</c> alone.</summary>
public sealed class DefaultNameOnly : IDatabaseNames
{
    private static readonly IReadOnlyList<string> Names = [DatabaseCatalog.DefaultName];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) => new(Names);
}
