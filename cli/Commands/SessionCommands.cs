using System.CommandLine;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Cli.Connecting;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Cli.Commands;

/// <summary>The commands about who is logged in, and where.</summary>
internal static class SessionCommands
{
    private const string Superuser = "immudb";

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All(CommandHost host) => [Login(host), Logout(host), Use(host)];

    /// <summary>Selects a database for the commands to come.</summary>
    public static async Task<int> UseAsync(CommandRun run, string database)
    {
        ConnectionSettings settings = run.Connection;
        bool isByToken = settings.Address.User is null && TokenFile.Read(settings.TokenPath) is not null;
        if (!isByToken && run.Host.Shell is null)
            throw FailureException.WrongUse("'use' is for those who have logged in with 'immu login'; otherwise name the database in the address: immu://host:3322/database");
        await run.ConnectAsync();
        string? token = await run.Host.Session.UseAsync(database, run.CancellationToken);
        if (isByToken && token is not null)
            new TokenFile(database, token).Write(settings.TokenPath);
        run.Printer.Say($"Now using {database}");
        return 0;
    }

    private static Command Login(CommandHost host)
    {
        var user = new Argument<string?>("user") { Description = "Who logs in. [default: the address's user, otherwise immudb]", Arity = ArgumentArity.ZeroOrOne };
        return host.Command(
            "login", "Log in; the commands to come use the token, which is kept in a file that only you can read.", "immu login immudb", [user],
            async run =>
            {
                ConnectionSettings settings = run.Connection;
                string name = run.Given.GetValue(user) ?? settings.Address.User ?? Superuser;
                string? known = name == settings.Address.User ? settings.Address.Password : null;
                string password = known ?? host.Typing.Password($"Password of {name}: ", "IMMU_PASSWORD") ?? throw FailureException.WrongUse("a login needs a password");
                var request = new LoginRequest { User = ByteString.CopyFromUtf8(name), Password = ByteString.CopyFromUtf8(password) };
                await using LedgerClient ledger = await LedgerSession.ConnectBareAsync(settings, run.CancellationToken);
                var answer = (LoginResponse)await ledger.Rpcs.UnaryAsync(ImmuService.Descriptor.FindMethodByName("Login"), request, new RpcCall(run.CancellationToken));
                new TokenFile("", answer.Token).Write(settings.TokenPath);
                await host.Session.CloseAsync();
                host.Session.ForgetDatabase();
                run.Printer.Say($"Successfully logged in as {name}");
                if (!answer.Warning.IsEmpty)
                    await run.Terminal.Error.WriteLineAsync($"warning: {Screen.Safe(answer.Warning.ToStringUtf8())}");
                return 0;
            },
            "l");
    }

    private static Command Logout(CommandHost host)
    {
        var everywhere = new Option<bool>("--everywhere") { Description = "End all sessions of the user, wherever they are." };
        return host.Command(
            "logout", "Remove the token.", "immu logout", [everywhere],
            async run =>
            {
                ConnectionSettings settings = run.Connection;
                if (TokenFile.Read(settings.TokenPath) is not { } kept)
                    throw FailureException.WrongUse("nobody is logged in");
                if (run.Value(everywhere))
                    await EndSessionsAsync(settings, kept.Token, run.CancellationToken);
                await host.Session.CloseAsync();
                host.Session.ForgetDatabase();
                File.Delete(settings.TokenPath);
                run.Printer.Say("Successfully logged out");
                return 0;
            },
            "x");
    }

    private static Command Use(CommandHost host)
    {
        var database = new Argument<string>("database") { Description = "The database." };
        return host.Command(
            "use", "Select the database for the commands to come, after a login.", "immu use defaultdb", [database],
            run => UseAsync(run, run.Value(database)));
    }

    private static async Task EndSessionsAsync(ConnectionSettings settings, string token, CancellationToken cancellationToken)
    {
        await using LedgerClient ledger = await LedgerSession.ConnectBareAsync(settings, cancellationToken);
        await ledger.Rpcs.UnaryAsync(ImmuService.Descriptor.FindMethodByName("Logout"), new Empty(), new RpcCall(cancellationToken) { Authorization = $"Bearer {token}" });
    }
}
