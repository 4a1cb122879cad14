using System.CommandLine;
using System.Diagnostics;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Cli.Auditing;

/// <summary>The auditor as a service: systemd's on Linux; nothing elsewhere.</summary>
internal static class ServiceCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All(CommandHost host) =>
    [
        Install(host),
        host.Command("uninstall", "Remove the unit of the service.", "immu audit-mode uninstall", [], UninstallAsync),
        Control(host, "start", "Start the service."),
        Control(host, "stop", "Stop the service."),
        Control(host, "restart", "Restart the service."),
        Control(host, "status", "Show how the service is."),
        host.Command("help", "Say how the service is made and set.", "immu audit-mode help", [], run =>
        {
            run.Printer.Say($"'immu audit-mode install' writes {AuditUnit.Path} (as root). Settings such as IMMU_SERVER, IMMUCLIENT_AUDIT_USERNAME, "
                + $"IMMUCLIENT_AUDIT_PASSWORD and IMMUCLIENT_AUDIT_SIGNATURE go into {AuditUnit.EnvironmentPath}, which only root should be able to read. "
                + "Then: immu audit-mode start. 'immu audit-mode --help' lists the flags.");
            return Task.FromResult(0);
        }),
    ];

    private static Command Install(CommandHost host)
    {
        var print = new Option<bool>("--print") { Description = "Print the unit, also if you are root." };
        return host.Command(
            "install", "Write the unit of a service, if you are root; otherwise print it.", "immu audit-mode install --print", [print],
            run => InstallAsync(run, run.Value(print)));
    }

    private static async Task<int> InstallAsync(CommandRun run, bool isPrinted)
    {
        RequireLinux();
        RequireNoSettings(run);
        string program = Environment.ProcessPath ?? "immu";
        bool isDotnet = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string unit = AuditUnit.Format(program, isDotnet ? [Path.Combine(AppContext.BaseDirectory, "immu.dll")] : []);
        if (isPrinted || !Environment.IsPrivilegedProcess)
        {
            if (!isPrinted)
                await run.Terminal.Error.WriteLineAsync($"Only root may write {AuditUnit.Path}; this would be in it:");
            await run.Terminal.Output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(unit), run.CancellationToken);
            return 0;
        }

        if (File.Exists(AuditUnit.Path))
            throw new FailureException(Failures.Of(StatusCode.AlreadyExists, $"there is a {AuditUnit.Path} already: uninstall it first"));
        if (!File.Exists(AuditUnit.EnvironmentPath))
            await WriteEnvironmentAsync(AuditUnit.EnvironmentPath, run.CancellationToken);
        await File.WriteAllTextAsync(AuditUnit.Path, unit, run.CancellationToken);
        if (program.StartsWith("/root/", StringComparison.Ordinal) || program.StartsWith("/home/", StringComparison.Ordinal))
            await run.Terminal.Error.WriteLineAsync($"warning: the service runs as a user of its own, who may not be able to run {program}: install immu where all may read it");
        run.Printer.Say($"Wrote {AuditUnit.Path}. Settings go into {AuditUnit.EnvironmentPath}; then: immu audit-mode start");
        return 0;
    }

    /// <summary>Writes the file of settings, so that nobody but its owner can read it at any time.</summary>
    internal static async Task WriteEnvironmentAsync(string path, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(AuditUnit.EnvironmentContent), cancellationToken);
    }

    // The unit has none: everybody may read it.
    private static void RequireNoSettings(CommandRun run)
    {
        if (run.Host.Options.Connection.All.FirstOrDefault(option => run.Given.GetResult(option) is { Implicit: false }) is { } option)
            throw FailureException.WrongUse($"{option.Name} does not go into the unit, which everybody may read: the service's settings are lines of {AuditUnit.EnvironmentPath}, such as IMMU_SERVER=immu://host:3322");
    }

    private static Task<int> UninstallAsync(CommandRun run)
    {
        RequireLinux();
        if (!File.Exists(AuditUnit.Path))
            throw FailureException.NotFound($"there is no {AuditUnit.Path}");
        File.Delete(AuditUnit.Path);
        run.Printer.Say($"Removed {AuditUnit.Path}; a service that runs goes on until 'systemctl stop {AuditUnit.Name}'");
        return Task.FromResult(0);
    }

    private static Command Control(CommandHost host, string verb, string description) => host.Command(
        verb, description, $"immu audit-mode {verb}", [],
        async run =>
        {
            RequireLinux();
            try
            {
                using Process systemctl = Process.Start("systemctl", [verb, AuditUnit.Name]);
                await systemctl.WaitForExitAsync(run.CancellationToken);
                return systemctl.ExitCode;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                throw new FailureException(Failures.Of(StatusCode.Unimplemented, "this machine has no systemd: start 'immu audit-mode' by what it has instead"));
            }
        });

    private static void RequireLinux()
    {
        if (!OperatingSystem.IsLinux())
            throw new FailureException(Failures.Of(StatusCode.Unimplemented, "the service is to be had on Linux with systemd only: start 'immu audit-mode' by what this system has instead"));
    }
}
