namespace ImmuFunctions.Service.Databases;

/// <summary>Counts the uses of an open database.</summary>
internal interface IDatabaseSlot
{
    /// <summary>A use has ended.</summary>
    void Release();
}
