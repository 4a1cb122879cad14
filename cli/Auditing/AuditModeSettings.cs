using System.Text;
using Google.Protobuf;
using ImmuFunctions.Cli.Output;

namespace ImmuFunctions.Cli.Auditing;

/// <summary>What is audited, and who is told.</summary>
/// <remarks>Spec section 14.</remarks>
internal sealed record AuditModeSettings
{
    private const string EncodedPrefix = "enc:";

    public required string Username { get; init; }

    public required ByteString Password { get; init; }

    public required IReadOnlyList<string> Databases { get; init; }

    public required bool RequireSignatures { get; init; }

    public required Uri? NotificationUrl { get; init; }

    public required string NotificationUsername { get; init; }

    public required string NotificationPassword { get; init; }

    /// <summary>From one check to the next.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Whether a test login is made before the first check.</summary>
    public bool LogsIn => Username.Length > 0 || !Password.IsEmpty;

    /// <summary>A password, plain or <c>enc:</c> and base64.</summary>
    /// <exception cref="FailureException">It is not what its beginning says.</exception>
    public static ByteString PasswordOf(string text)
    {
        if (!text.StartsWith(EncodedPrefix, StringComparison.Ordinal))
            return ByteString.CopyFrom(text, Encoding.UTF8);
        try
        {
            return ByteString.FromBase64(text[EncodedPrefix.Length..]);
        }
        catch (FormatException)
        {
            throw FailureException.WrongUse("--audit-password starts with enc: and does not go on in base64");
        }
    }

    /// <summary>An address for notifications; null for none.</summary>
    /// <exception cref="FailureException">It is none.</exception>
    public static Uri? UrlOf(string text)
    {
        if (text.Length == 0)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw FailureException.WrongUse("--audit-notification-url is an address that begins with http:// or https://");
    }

    /// <summary>A time between checks.</summary>
    /// <exception cref="FailureException">It is none, or not from 1 s to 30 days.</exception>
    public static TimeSpan IntervalOf(string text) =>
        GoTime.Parse(text) is { } interval && interval >= TimeSpan.FromSeconds(1) && interval <= TimeSpan.FromDays(30)
            ? interval
            : throw FailureException.WrongUse("the time between audits is one such as 90s, 5m or 1h30m, from 1s to 720h");

    /// <summary>Whether roots must be signed.</summary>
    /// <exception cref="FailureException">It is neither word.</exception>
    public static bool SignatureOf(string text) => text switch
    {
        "" or "ignore" => false,
        "validate" => true,
        _ => throw FailureException.WrongUse("--audit-signature is 'ignore' or 'validate'"),
    };
}
