using System.Globalization;
using ImmuFunctions.Cli.Output;

namespace ImmuFunctions.Cli.Auditing;

/// <summary>The auditor as a service of systemd.</summary>
internal static class AuditUnit
{
    /// <summary>The service's name.</summary>
    public const string Name = "immu-audit";

    /// <summary>Where units of the machine's own lie.</summary>
    public const string Path = "/etc/systemd/system/immu-audit.service";

    /// <summary>The file that the service takes its settings from: passwords do not belong into a unit, which everybody may read.</summary>
    public const string EnvironmentPath = "/etc/immu-audit.env";

    /// <summary>The unit.</summary>
    /// <param name="program">Path of the program.</param>
    /// <param name="arguments">What it is started with besides; with <c>dotnet</c>, the assembly first.</param>
    public static string Format(string program, IEnumerable<string> arguments) => string.Create(CultureInfo.InvariantCulture, $"""
        [Unit]
        Description=immu audit-mode: checks that a ledger's log only grows
        After=network-online.target
        Wants=network-online.target
        StartLimitIntervalSec=0

        [Service]
        Type=exec
        ExecStart={string.Join(' ', arguments.Prepend(program).Select(Quote))} audit-mode
        EnvironmentFile=-{EnvironmentPath}
        DynamicUser=yes
        StateDirectory=immu-audit
        Environment=HOME=/var/lib/immu-audit XDG_DATA_HOME=/var/lib/immu-audit
        Restart=on-failure
        RestartSec=30
        RestartPreventExitStatus={Failure.WrongUse}
        NoNewPrivileges=yes
        ProtectSystem=strict

        [Install]
        WantedBy=multi-user.target

        """);

    /// <summary>What <see cref="EnvironmentPath"/> holds at first; only its owner may read it.</summary>
    public const string EnvironmentContent = """
        # Settings of immu audit-mode, which 'immu audit-mode --help' explains. Only root should be able to read this file.
        #IMMU_SERVER=immu://127.0.0.1:3322
        #IMMUCLIENT_AUDIT_USERNAME=auditor
        #IMMUCLIENT_AUDIT_PASSWORD=
        #IMMUCLIENT_AUDIT_SIGNATURE=validate
        #IMMUCLIENT_AUDIT_DATABASES=
        #IMMUCLIENT_AUDIT_NOTIFICATION_URL=

        """;

    // systemd's own quoting; % begins a specifier, $ a variable.
    private static string Quote(string word)
    {
        string safe = word.Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal);
        return safe.Any(c => char.IsWhiteSpace(c) || c is '"' or '\\' or '\'')
            ? $"\"{safe.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : safe;
    }
}
