using System.Text.Json;
using System.Text.Json.Serialization;
using ImmuFunctions.Client.Trust;

namespace ImmuFunctions.Client.Auditing;

/// <summary>What a webhook is told about one check of one database: immudb's own payload.</summary>
/// <remarks>Spec section 14.2. <c>username</c> and <c>password</c> are how the receiver knows the sender; they are not those of the ledger.</remarks>
public sealed record AuditNotification
{
    /// <summary>The receiver's user; empty for none.</summary>
    [JsonPropertyName("username"), JsonPropertyOrder(0)]
    public string Username { get; init; } = "";

    /// <summary>The receiver's password; empty for none.</summary>
    [JsonPropertyName("password"), JsonPropertyOrder(1)]
    public string Password { get; init; } = "";

    /// <summary>Name of the database.</summary>
    [JsonPropertyName("db"), JsonPropertyOrder(2)]
    public required string Database { get; init; }

    /// <summary>When the check was made.</summary>
    [JsonPropertyName("run_at"), JsonPropertyOrder(3)]
    public required DateTimeOffset RunAt { get; init; }

    /// <summary>Whether the log is not the one remembered.</summary>
    [JsonPropertyName("tampered"), JsonPropertyOrder(4)]
    public required bool Tampered { get; init; }

    /// <summary>The root remembered before the check.</summary>
    [JsonPropertyName("previous_root"), JsonPropertyOrder(5)]
    public required NotifiedRoot PreviousRoot { get; init; }

    /// <summary>The root the ledger gave.</summary>
    [JsonPropertyName("current_root"), JsonPropertyOrder(6)]
    public required NotifiedRoot CurrentRoot { get; init; }

    /// <summary>What does not hold, in a sentence; left out of the JSON if null. immudb has no such field.</summary>
    [JsonPropertyName("failure"), JsonPropertyOrder(7), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Failure { get; init; }

    /// <summary>What to tell of a check.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="username">The receiver's user.</param>
    /// <param name="password">The receiver's password.</param>
    public static AuditNotification Of(AuditReport report, string username, string password)
    {
        ArgumentNullException.ThrowIfNull(report);
        TrustedRoot previous = report.Previous;
        return new AuditNotification
        {
            Username = username,
            Password = password,
            Database = report.Database,
            RunAt = report.RunAt,
            Tampered = report.Outcome == AuditOutcome.Tampered,
            PreviousRoot = NotifiedRoot.Of(previous.Size, previous.Hash, previous.Signature.Der.Span, previous.Signature.PublicPoint.Span),
            CurrentRoot = NotifiedRoot.Of(report.Current.Size, report.Current.Hash),
            Failure = report.Failure,
        };
    }

    /// <summary>The payload: UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AuditNotificationJson.Relaxed.AuditNotification);

    /// <summary>Reads a payload.</summary>
    /// <param name="utf8Json">Bytes from anywhere.</param>
    /// <returns>Null if it is none.</returns>
    public static AuditNotification? Parse(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8Json, AuditNotificationJson.Relaxed.AuditNotification);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
