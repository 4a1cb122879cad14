using System.Buffers.Binary;
using System.CommandLine;
using System.Globalization;
using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;
using Field = ImmuFunctions.Cli.Output.Field;

namespace ImmuFunctions.Cli.Commands;

/// <summary>The commands about the ledger as a whole.</summary>
internal static class ServerCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All(CommandHost host) => [Status(host), Stats(host), Print(host), Dump(host), Admin(host), Version(host)];

    private static Command Status(CommandHost host) => host.Command(
        "status", "Ask the ledger whether it is well.", "immu status", [],
        async run =>
        {
            await using LedgerClient ledger = await Connecting.LedgerSession.ConnectBareAsync(run.Connection, run.CancellationToken);
            await ledger.CheckHealthAsync(run.CancellationToken);
            run.Printer.Say("Health check OK");
            return 0;
        },
        "p");

    private static Command Stats(CommandHost host)
    {
        var exact = new Option<bool>("--exact") { Description = "Count the distinct keys, which walks them all." };
        return host.Command(
            "stats", "Show figures about the ledger, its index and its cache.", "immu stats --exact", [exact],
            async run =>
            {
                LedgerClient ledger = await run.ConnectAsync();
                StatsReply stats = await ledger.StatsAsync(run.Value(exact), run.CancellationToken);
                run.Printer.Write(
                    Field.Of("database", ledger.Database),
                    Field.Of("entries", stats.Entries),
                    stats.HasKeys ? Field.Of("keys", stats.Keys) : Field.Of("keys at most", stats.KeysAtMost),
                    Field.Of("log bytes", stats.LogBytes),
                    Field.Of("index bytes", stats.IndexBytes),
                    Field.Of("runs", (ulong)stats.Runs.Count),
                    Field.Of("entries in memory", stats.TailEntries),
                    Field.Of("cache bytes", stats.Cache?.Bytes),
                    Field.Of("cache hits", stats.Cache?.Hits),
                    Field.Of("cache misses", stats.Cache?.Misses),
                    Field.Of("value index", stats.HasValueIndex),
                    Field.Of("root", stats.Root is { Root.IsEmpty: false } root ? Convert.ToHexStringLower(root.Root.Span) : null));
                return 0;
            });
    }

    private static Command Print(CommandHost host) => host.Command(
        "print", "Print the log's tree, layer by layer from the leaves up; for small logs.", "immu print", [],
        async run =>
        {
            LedgerClient ledger = await run.ConnectAsync();
            var tree = (Tree)await ledger.Rpcs.UnaryAsync(ImmuService.Descriptor.FindMethodByName("PrintTree"), new Empty(), new RpcCall(run.CancellationToken));
            run.Printer.WriteAll([.. tree.T.SelectMany((layer, height) => layer.L.Select(node => Fields(height, node)))]);
            return 0;
        });

    private static Command Dump(CommandHost host)
    {
        var file = new Argument<string?>("file") { Description = "File to write. [default: immudb_<date>_<time>.bkp]", Arity = ArgumentArity.ZeroOrOne };
        return host.Command(
            "dump", "Write all records of the database into a file, in immuadmin's format. To get them back use 'backup' and 'restore'.", "immu dump ledger.bkp", [file],
            async run =>
            {
                string path = run.Given.GetValue(file)
                    ?? run.Terminal.Time.GetLocalNow().ToString("'immudb_'yyyy-MM-dd'_'HH-mm-ss'.bkp'", CultureInfo.InvariantCulture);
                if (File.Exists(path))
                    throw Existing(path);
                LedgerClient ledger = await run.ConnectAsync();

                // Under another name until it is whole.
                string unfinished = path + ".tmp";
                ulong records = await DumpAsync(ledger, unfinished, run.CancellationToken);
                File.Move(unfinished, path);
                run.Printer.Write(Field.Of("file", path), Field.Of("records", records));
                return 0;
            });
    }

    private static async Task<ulong> DumpAsync(LedgerClient ledger, string path, CancellationToken cancellationToken)
    {
        ulong records = 0;
        try
        {
            await using var output = new FileStream(path, FileMode.Create);
            await ledger.Rpcs.StreamAsync(
                ImmuService.Descriptor.FindMethodByName("Dump"),
                new Empty(),
                async message =>
                {
                    foreach (DumpKV record in ((DumpKVList)message).Kv)
                    {
                        await WriteAsync(output, record, cancellationToken);
                        records++;
                    }
                },
                new RpcCall(cancellationToken));
            return records;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private static FailureException Existing(string path) => new(Failures.Of(StatusCode.Unavailable, $"there is a {path} already: give another name"));

    // Spec section 7.14: a little-endian length before each record.
    private static async ValueTask WriteAsync(Stream output, DumpKV record, CancellationToken cancellationToken)
    {
        byte[] bytes = record.ToByteArray();
        var length = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)bytes.Length);
        await output.WriteAsync(length, cancellationToken);
        await output.WriteAsync(bytes, cancellationToken);
    }

    private static Command Admin(CommandHost host)
    {
        var what = new Argument<string>("what") { Description = "auth or mtls." };
        var value = new Argument<string>("value") { Description = "The new value." };
        Command set = host.Command(
            "set", "Not to be had: authentication and mTLS are set by the flags that the ledger is started with.", "immu admin set auth password", [what, value],
            _ => throw new FailureException(Failures.Of(
                StatusCode.FailedPrecondition, "authentication and mTLS are set where the ledger is started: --auth, --mtls and its kin (docs/operations.md)")));
        return CommandHost.Group("admin", "What immuadmin has beside the other commands.", "immu admin set auth password", [set]);
    }

    private static Command Version(CommandHost host) => host.Command(
        "version", "Show the program's version.", "immu version", [],
        run =>
        {
            string version = typeof(ServerCommands).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
            run.Printer.Write(Field.Of("immu", version), Field.Of("protocol", "immudb 0.8"), Field.Of("runtime", Environment.Version.ToString()));
            return Task.FromResult(0);
        });

    private static IReadOnlyList<Field> Fields(int height, Node node) =>
    [
        Field.Of("layer", (ulong)height),
        Field.Of("position", node.I.Length == 10 ? BinaryPrimitives.ReadUInt64BigEndian(node.I.Span[2..]) : null),
        Field.Of("hash", Convert.ToHexStringLower(node.H.Span)),
        node.Ref ? Field.Of("key", node.Refk.Memory) : Field.Of("key", (string?)null),
        Field.Of("root", node.Root),
    ];
}
