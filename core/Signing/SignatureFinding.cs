namespace ImmuFunctions.Core.Signing;

/// <summary>What came out when a value's signature was looked at.</summary>
public enum SignatureFinding
{
    /// <summary>The value is no structured value, so that it cannot be signed.</summary>
    NotStructured = 0,

    /// <summary>A structured value without a signature.</summary>
    NotSigned,

    /// <summary>There are fields of a signature, but not in the form they must have.</summary>
    Malformed,

    /// <summary>It names a key that is not trusted. Whether the signature is that key's was not checked, as it would say nothing.</summary>
    UnknownKey,

    /// <summary>It names a trusted key, which has not signed this: another database, key, timestamp or payload, or nothing at all.</summary>
    Wrong,

    /// <summary>A trusted key has signed the payload and timestamp for this key of this database.</summary>
    Trusted,
}
