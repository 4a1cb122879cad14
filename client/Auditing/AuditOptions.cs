using Google.Protobuf;

namespace ImmuFunctions.Client.Auditing;

/// <summary>What is audited, and as whom.</summary>
public sealed record AuditOptions
{
    /// <summary>Where the ledger is, in words; stands for the identity of a ledger that does not name itself.</summary>
    public required string ServerAddress { get; init; }

    /// <summary>Who logs in; empty for a ledger that asks nobody to.</summary>
    public string Username { get; init; } = "";

    /// <summary>The user's password.</summary>
    public ByteString Password { get; init; } = ByteString.Empty;

    /// <summary>Names of databases, or what their names begin with; none for all that the user may see.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>Whether roots must be signed, and always by the key that signed the first one seen.</summary>
    public bool RequireSignatures { get; init; }
}
