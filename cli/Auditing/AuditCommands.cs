using System.CommandLine;
using System.Globalization;
using System.Net;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client.Auditing;
using ImmuFunctions.Client.Trust;

namespace ImmuFunctions.Cli.Auditing;

/// <summary><c>audit-mode</c> and the commands behind it.</summary>
internal static class AuditCommands
{
    private const string RootsFileName = "audited-roots";
    private const string IntervalVariable = "audit-agent-interval";
    private const string DefaultInterval = "60s";

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All(CommandHost host) => [AuditMode(host)];

    private static Command AuditMode(CommandHost host)
    {
        Option<string?> username = Text("--audit-username", "Who logs in to audit; none for a ledger without login.", "user");
        Option<string?> password = Text("--audit-password", "The user's password, plain or enc: and base64.", "password");
        Option<string?> databases = Text("--audit-databases", "Databases to audit, or what their names begin with, separated by commas. [default: all]", "names");
        Option<string?> signature = Text("--audit-signature", "'validate': roots must be signed, and always by the same key. [default: ignore]", "ignore|validate");
        Option<string?> url = Text("--audit-notification-url", "Where each check is reported to, as JSON.", "url");
        Option<string?> urlUser = Text("--audit-notification-username", "Goes into the report, for its receiver.", "user");
        Option<string?> urlPassword = Text("--audit-notification-password", "Goes into the report, for its receiver.", "password");
        Option<string?> interval = Text("--audit-interval", $"From one check to the next: 90s, 5m, 1h30m. [env: {IntervalVariable}] [default: {DefaultInterval}]", "time");
        Option<string?> prometheusHost = Text("--prometheus-host", "Address that the metrics are served at. [default: 0.0.0.0]", "address");
        Option<string?> prometheusPort = Text("--prometheus-port", "Port that the metrics are served at, under /metrics; 0 for no metrics. [default: 9477]", "port");
        Option<string?> directory = Text("--dir", "Folder of what the auditor remembers. [default: in the user's application data]", "folder");
        var once = new Option<bool>("--once") { Description = "Make one check of each database, and end with 7 if one is tampered with." };
        Command command = host.Command(
            "audit-mode", "Check again and again that the log only grows.", "immu audit-mode --audit-signature validate --audit-databases defaultdb",
            [username, password, databases, signature, url, urlUser, urlPassword, interval, prometheusHost, prometheusPort, directory, once],
            async run =>
            {
                var settings = new AuditModeSettings
                {
                    Username = Given(run, username) ?? "",
                    Password = AuditModeSettings.PasswordOf(Given(run, password) ?? ""),
                    Databases = (Given(run, databases) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                    RequireSignatures = AuditModeSettings.SignatureOf(Given(run, signature) ?? ""),
                    NotificationUrl = AuditModeSettings.UrlOf(Given(run, url) ?? ""),
                    NotificationUsername = Given(run, urlUser) ?? "",
                    NotificationPassword = Given(run, urlPassword) ?? "",
                    Interval = AuditModeSettings.IntervalOf(run.Value(interval) ?? run.Terminal.Variable(IntervalVariable) ?? DefaultInterval),
                };
                IPEndPoint? metrics = run.Value(once) ? null : EndpointOf(Given(run, prometheusHost) ?? "0.0.0.0", Given(run, prometheusPort) ?? "9477");
                return await RunAsync(run, settings, metrics, RootsPath(run, Given(run, directory)), run.Value(once));
            });
        foreach (Command service in ServiceCommands.All(host))
            command.Add(service);
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run, AuditModeSettings settings, IPEndPoint? metrics, string rootsPath, bool isOnce)
    {
        var gauges = new AuditGauges();
        using var roots = new FileTrustedRoots(rootsPath);
        await using var mode = new AuditMode(settings, run, roots, gauges);
        await mode.TryLoginAsync(run.CancellationToken);
        if (isOnce)
            return await CheckEachAsync(mode, run.CancellationToken);

        await using GaugeServer? server = metrics is null ? null : await GaugeServer.StartAsync(metrics.Address, metrics.Port, gauges, run.CancellationToken);
        if (server is not null)
            await run.Terminal.Error.WriteLineAsync($"metrics: {server.Address}/metrics");
        try
        {
            await mode.RepeatAsync(run.CancellationToken);
        }
        catch (OperationCanceledException) when (run.CancellationToken.IsCancellationRequested)
        {
            await run.Terminal.Error.WriteLineAsync("stopped");
        }

        return 0;
    }

    private static async Task<int> CheckEachAsync(AuditMode mode, CancellationToken cancellationToken)
    {
        int code = 0;
        do
        {
            AuditReport report = await mode.CheckAsync(cancellationToken);
            code = report.Outcome switch
            {
                AuditOutcome.Tampered => Failure.Damage,
                AuditOutcome.Failed when code != Failure.Damage => Failure.Unavailable,
                _ => code,
            };
        }
        while (mode.Remaining > 0);
        return code;
    }

    private static string? Given(CommandRun run, Option<string?> option) =>
        run.Value(option) ?? run.Terminal.Variable("IMMUCLIENT_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant());

    private static string RootsPath(CommandRun run, string? directory)
    {
        if (run.Connection.RootsPath is { } given)
            return given;
        directory ??= Path.Combine(run.Terminal.Variable("XDG_DATA_HOME") is { Length: > 0 } data ? data : Path.Combine(run.Terminal.Home, ".local", "share"), "immufunctions");
        return Path.Combine(directory, RootsFileName);
    }

    private static IPEndPoint? EndpointOf(string host, string port)
    {
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > IPEndPoint.MaxPort)
            throw FailureException.WrongUse("--prometheus-port is a port");
        if (!IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out IPAddress? address))
            throw FailureException.WrongUse("--prometheus-host is an address of this machine, or 0.0.0.0 for all");
        return number == 0 ? null : new IPEndPoint(address, number);
    }

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };
}
