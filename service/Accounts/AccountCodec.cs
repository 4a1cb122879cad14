using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Service.Accounts;

/// <summary>Changes of the accounts as entries of the system ledger.</summary>
/// <remarks>
/// <para>The key is <c>user/‹name›</c> or <c>database/‹name›</c>, so that the history of a key is the history of one user or database. The value is JSON
/// in exactly one form; docs/formats.md, "System ledger", lists the members.</para>
/// <para>What cannot be read is an error, never skipped: a host that does not know what a change does cannot decide who may do what.</para>
/// </remarks>
public static class AccountCodec
{
    private const int Version = 1;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    // It escapes what JSON wants escaped and nothing for HTML's sake, which would be most of base64.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The entry that says <paramref name="change"/>.</summary>
    /// <exception cref="ArgumentException">A name is not Unicode text.</exception>
    public static EntryDraft Encode(AccountChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new EntryDraft(EntryKind.Plain, Key(change), Value(change));
    }

    /// <summary>Reads an entry.</summary>
    /// <param name="index">Its place in the log, for the error message.</param>
    /// <param name="key">As stored.</param>
    /// <param name="value">As stored.</param>
    /// <exception cref="LedgerException">Corrupt: it is not what <see cref="Encode"/> gives, or what a later version gives.</exception>
    public static AccountChange Decode(ulong index, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        AccountChange? change;
        try
        {
            using JsonDocument document = JsonDocument.Parse(value);
            change = Read(index, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or text in it that is no Unicode. What the exception quotes is nobody's business.
            throw Unreadable(index, "it is not the JSON of a change");
        }

        // One form only: no member more, less or in another place, no other spelling.
        if (change is null || !Value(change).AsSpan().SequenceEqual(value.Span))
            throw Unreadable(index, "it is not in the form in which changes are written");
        return Key(change).AsSpan().SequenceEqual(key.Span) ? change : throw Unreadable(index, "its key names another user or database");
    }

    private static byte[] Key(AccountChange change) => Utf8.GetBytes(change switch
    {
        UserCreated c => "user/" + c.Name,
        PasswordChanged c => "user/" + c.Name,
        PermissionGranted c => "user/" + c.Name,
        PermissionRevoked c => "user/" + c.Name,
        ActivityChanged c => "user/" + c.Name,
        SessionsEnded c => "user/" + c.Name,
        DatabaseCreated c => "database/" + c.Name,
        DatabaseConfigured c => "database/" + c.Name,
        _ => throw Unknown(change),
    });

    private static byte[] Value(AccountChange change)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Compact))
        {
            json.WriteStartObject();
            json.WriteNumber("v", Version);
            Write(json, change);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, AccountChange change)
    {
        switch (change)
        {
            case UserCreated c:
                Begin("user-created", c.Name);
                Text("hash", c.PasswordHash);
                Permission(c.Permission);
                break;
            case PasswordChanged c:
                Begin("password-changed", c.Name);
                Text("hash", c.PasswordHash);
                break;
            case PermissionGranted c:
                Begin("permission-granted", c.Name);
                Permission(c.Permission);
                break;
            case PermissionRevoked c:
                Begin("permission-revoked", c.Name);
                Text("database", c.Database);
                break;
            case ActivityChanged c:
                Begin("activity-changed", c.Name);
                json.WriteBoolean("active", c.IsActive);
                break;
            case SessionsEnded c:
                Begin("sessions-ended", c.Name);
                break;
            case DatabaseCreated c:
                Begin("database-created", c.Name);
                break;
            case DatabaseConfigured c:
                Begin("database-configured", c.Name);
                json.WriteBoolean("requireSignature", c.Settings.RequireSignature);
                json.WriteStartArray("trustedKeys");
                foreach (ReadOnlyMemory<byte> key in c.Settings.TrustedKeys)
                    json.WriteBase64StringValue(key.Span);
                json.WriteEndArray();
                break;
            default:
                throw Unknown(change);
        }

        void Begin(string what, string name)
        {
            json.WriteString("change", what);
            Text("by", change.By);
            json.WriteString("at", change.At.UtcDateTime.ToString(TimeFormat, System.Globalization.CultureInfo.InvariantCulture));
            Text("name", name);
        }

        void Permission(DatabasePermission permission)
        {
            Text("database", permission.Database);
            json.WriteNumber("permission", permission.Code);
        }

        // Half a surrogate pair would be written as a replacement character, and read back as another name.
        void Text(string member, string text) => json.WriteString(member, Utf8.GetBytes(text));
    }

    // Null: a member is missing or of another type.
    private static AccountChange? Read(ulong index, JsonElement json)
    {
        if (AccountMembers.Number(json, "v") is not { } version)
            return null;
        if (version != Version)
            throw Unreadable(index, $"it is of version {version}. A later version of this program has written it, and this one cannot know what it does: update this host");
        var members = new AccountMembers(json);
        string what = members.Text("change"), by = members.Text("by"), name = members.Text("name");
        DateTimeOffset at = members.Time("at", TimeFormat);
        AccountChange change = what switch
        {
            "user-created" => new UserCreated(by, at, name, members.Text("hash"), members.Permission()),
            "password-changed" => new PasswordChanged(by, at, name, members.Text("hash")),
            "permission-granted" => new PermissionGranted(by, at, name, members.Permission()),
            "permission-revoked" => new PermissionRevoked(by, at, name, members.Text("database")),
            "activity-changed" => new ActivityChanged(by, at, name, members.Flag("active")),
            "sessions-ended" => new SessionsEnded(by, at, name),
            "database-created" => new DatabaseCreated(by, at, name),
            "database-configured" => new DatabaseConfigured(by, at, name, new(members.Flag("requireSignature"), members.Keys("trustedKeys"))),
            _ => throw Unreadable(index, "it is a kind of change that this version does not know. Update this host"),
        };
        return members.AreWhole ? change : null;
    }

    private static LedgerException Unreadable(ulong index, string reason) =>
        new(LedgerErrorKind.Corrupt, $"entry {index} of the system ledger, which says who may do what, cannot be read: {reason}");

    private static ArgumentException Unknown(AccountChange change) => new($"{change.GetType().Name} is not a change of the accounts", nameof(change));
}
