namespace ImmuFunctions.Service.Databases;

/// <summary>A database for as long as a call works on it: it is not closed meanwhile. Dispose it once.</summary>
public readonly record struct DatabaseUse : IDisposable
{
    private readonly IDatabaseSlot? _slot;

    /// <summary>Describes a use.</summary>
    /// <param name="database">Open.</param>
    /// <param name="slot">Told when the use ends; null if the database stays open in any case.</param>
    internal DatabaseUse(OpenDatabase database, IDatabaseSlot? slot) => (Database, _slot) = (database, slot);

    /// <summary>The database.</summary>
    public OpenDatabase Database { get; }

    /// <summary>Ends the use.</summary>
    public void Dispose() => _slot?.Release();
}
