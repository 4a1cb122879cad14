using System.Text;
using Google.Protobuf;
using ImmuFunctions.Client.Auditing;
using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Gateway;

/// <summary>How a ledger elsewhere is audited.</summary>
internal sealed record AuditSettings
{
    private const string EncodedPrefix = "enc:";

    /// <summary>What and as whom.</summary>
    public required AuditOptions Options { get; init; }

    /// <summary>From one check to the next.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Where checks are reported to; null: nowhere.</summary>
    public required Uri? NotificationUrl { get; init; }

    /// <summary>For the receiver of the reports.</summary>
    public required string NotificationUsername { get; init; }

    /// <summary>For the receiver of the reports.</summary>
    public required string NotificationPassword { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <param name="values">The settings.</param>
    /// <param name="ledger">The ledger's address.</param>
    /// <returns>Null if there is no auditor.</returns>
    /// <exception cref="SettingException">A setting is not what it should be.</exception>
    public static AuditSettings? From(SettingValues values, Uri ledger) => !values.Switch(GatewaySettings.Audit) ? null : new AuditSettings
    {
        Options = new AuditOptions
        {
            ServerAddress = ledger.Authority,
            Username = values.Text(GatewaySettings.AuditUsername)!,
            Password = PasswordOf(values.Text(GatewaySettings.AuditPassword)!),
            Databases = (values.Text(GatewaySettings.AuditDatabases) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            RequireSignatures = values.Parse<bool>(GatewaySettings.AuditSignature, "'ignore' or 'validate'", text => text switch
            {
                "ignore" or "" => false,
                "validate" => true,
                _ => null,
            }),
        },
        Interval = IntervalOf(values),
        NotificationUrl = NotificationUrlOf(values),
        NotificationUsername = values.Text(GatewaySettings.NotificationUsername)!,
        NotificationPassword = values.Text(GatewaySettings.NotificationPassword)!,
    };

    /// <summary>From one check to the next.</summary>
    /// <exception cref="SettingException">It is not what it should be.</exception>
    public static TimeSpan IntervalOf(SettingValues values) => values.Parse<TimeSpan>(
        GatewaySettings.AuditInterval,
        "a time such as 90s, 5m or 1h30m, from 1s to 720h",
        text => GoDuration.Parse(text) is { } interval && interval >= TimeSpan.FromSeconds(1) && interval <= TimeSpan.FromDays(30) ? interval : null);

    /// <summary>Where checks are reported to; null: nowhere.</summary>
    /// <exception cref="SettingException">It is not what it should be.</exception>
    public static Uri? NotificationUrlOf(SettingValues values)
    {
        string? text = values.Text(GatewaySettings.NotificationUrl);
        if (string.IsNullOrEmpty(text))
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw new SettingException($"--{GatewaySettings.NotificationUrl.Name} should be an address that begins with http:// or https://");
    }

    private static ByteString PasswordOf(string text)
    {
        if (!text.StartsWith(EncodedPrefix, StringComparison.Ordinal))
            return ByteString.CopyFrom(text, Encoding.UTF8);
        try
        {
            return ByteString.FromBase64(text[EncodedPrefix.Length..]);
        }
        catch (FormatException)
        {
            throw new SettingException($"--{GatewaySettings.AuditPassword.Name} starts with {EncodedPrefix} and does not go on in base64");
        }
    }
}
