namespace ImmuFunctions.Cli.Stores.Rows;

/// <summary>Which columns of a file, or members of its objects, are keys and values.</summary>
/// <param name="Key">That of the key; null for the one called <c>key</c>, in CSV otherwise the first.</param>
/// <param name="Value">That of the value; null for the one called <c>value</c> beside <c>key</c>, otherwise the whole row as a JSON object.</param>
/// <param name="KeyPrefix">Put before each key.</param>
internal sealed record RowColumns(string? Key, string? Value, string KeyPrefix = "")
{
    /// <summary>The usual name of the key's column.</summary>
    public const string UsualKey = "key";

    /// <summary>The usual name of the value's column.</summary>
    public const string UsualValue = "value";
}
