using System.CommandLine;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Commands;

/// <summary>The commands about databases.</summary>
internal static class DatabaseCommands
{
    /// <summary>The one command; the others are behind it.</summary>
    public static IEnumerable<Command> All(CommandHost host) =>
        [CommandHost.Group("database", "Databases of the ledger.", "immu database list", [List(host), Create(host), Use(host)])];

    private static Command List(CommandHost host) => host.Command(
        "list", "List the databases that you may use.", "immu database list", [],
        async run =>
        {
            LedgerClient ledger = await run.ConnectAsync();
            IReadOnlyList<string> names = await ledger.Accounts.DatabasesAsync(run.CancellationToken);
            run.Printer.WriteAll([.. names.Select(name => (IReadOnlyList<Field>)[Field.Of("database", name), Field.Of("selected", name == ledger.Database)])]);
            return 0;
        });

    private static Command Create(CommandHost host)
    {
        Argument<string> name = Name();
        return host.Command(
            "create", "Make a database: lower-case letters and digits.", "immu database create invoices", [name],
            async run =>
            {
                LedgerClient ledger = await run.ConnectAsync();
                await ledger.Accounts.CreateDatabaseAsync(run.Value(name), run.CancellationToken);
                run.Printer.Say($"Database {run.Value(name)} was created");
                return 0;
            });
    }

    private static Command Use(CommandHost host)
    {
        Argument<string> name = Name();
        return host.Command(
            "use", "Select the database for the commands to come, after a login: the same as 'immu use'.", "immu database use invoices", [name],
            run => SessionCommands.UseAsync(run, run.Value(name)));
    }

    private static Argument<string> Name() => new("database") { Description = "Name of the database." };
}
