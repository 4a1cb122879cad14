namespace ImmuFunctions.Ledger.Signing;

/// <summary>One version of a secret.</summary>
/// <param name="version">Its name: ASCII letters and digits.</param>
/// <param name="bytes">The secret itself.</param>
/// <param name="createdAt">When it was made.</param>
public sealed class SecretVersion(string version, ReadOnlyMemory<byte> bytes, DateTimeOffset createdAt)
{
    /// <summary>Its name: ASCII letters and digits.</summary>
    public string Version => version;

    /// <summary>The secret itself.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt => createdAt;
}
