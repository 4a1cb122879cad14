using ImmuFunctions.Functions.Endpoints;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Ledger;
using ImmuFunctions.Service.Databases;
using Microsoft.AspNetCore.Http.Features;

namespace ImmuFunctions.Functions.Tlog;

/// <summary>The log as C2SP's tlog-tiles and tlog-proof give it: for clients that trust nothing but a key.</summary>
internal static class TlogFunctions
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Bytes = "application/octet-stream";

    public static IReadOnlyList<HttpFunction> All { get; } =
    [
        Of("checkpoint", "tlog/{db}/checkpoint", AuthLevel.Anonymous, TlogKind.Checkpoint, CheckpointAnswer.WriteAsync, new(
            "The signed size and root of a database's log")
        {
            Description = "A note in C2SP's tlog-checkpoint form, and the newest one published.",
            ResponseType = Text,
        }),
        Of("tile", "tlog/{db}/tile/{*path}", AuthLevel.Anonymous, TlogKind.Tile, TileAnswer.WriteHashesAsync, new(
            "Hashes of the log's Merkle tree")
        {
            Description = "`path` is `<L>/<N>` with an optional `.p/<W>`, as C2SP's tlog-tiles has it. 32 bytes for each hash.",
            ResponseType = Bytes,
            ParameterExamples = new Dictionary<string, string> { ["db"] = "defaultdb", ["path"] = "0/000.p/1" },
        }),
        Of("entries", "tlog/{db}/tile/entries/{*path}", AuthLevel.Function, TlogKind.Entries, TileAnswer.WriteEntriesAsync, new(
            "The entries under a tile of level 0")
        {
            Description = "`path` is `<N>` with an optional `.p/<W>`. For each entry its length, two bytes big-endian, and what the leaf hashes. 422 if an entry is longer than 65,535 bytes.",
            ResponseType = Bytes,
            ParameterExamples = new Dictionary<string, string> { ["db"] = "defaultdb", ["path"] = "000.p/1" },
            NeedsLogin = true,
        }),
        Of("receipt", "tlog/{db}/receipts/{*path}", AuthLevel.Function, TlogKind.Receipt, ReceiptAnswer.WriteAsync, new(
            "A proof that an entry is in the log, to be checked offline")
        {
            Description = "In C2SP's tlog-proof form. `path` is `<index>.tlog-proof`, or nothing with a key in the query.",
            ResponseType = Text,
            ParameterExamples = new Dictionary<string, string> { ["db"] = "defaultdb", ["path"] = "0.tlog-proof" },
            Query = new Dictionary<string, string>
            {
                ["key"] = "base64url; with an empty path: the key's newest version",
                ["extra"] = "`entry`: what the leaf hashes comes along, so that nothing else is needed to check",
            },
            NeedsLogin = true,
        }),
    ];

    private static HttpFunction Of(
        string name, string route, AuthLevel level, TlogKind kind, Func<HttpContext, Backend, LedgerEngine, TlogPath, Task> answer, FunctionDocumentation documentation) =>
        new(name, HttpMethods.Get, route, level, (context, backend) => AnswerAsync(context, backend, kind, answer))
        {
            AnswersHead = true,
            Documentation = documentation with { Tag = "tlog" },
        };

    private static async Task AnswerAsync(HttpContext context, Backend backend, TlogKind kind, Func<HttpContext, Backend, LedgerEngine, TlogPath, Task> answer)
    {
        if (!TlogPath.TryParse(PathOf(context), out TlogPath? path) || path.Kind != kind)
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "Not found", "this is no path of a log: see C2SP tlog-tiles");
            return;
        }

        OpenLedgers ledgers = await backend.LedgersAsync(context.RequestAborted);
        using DatabaseUse use = await TlogAccess.RequireAsync(context, backend, ledgers, path);
        await answer(context, backend, use.Database.Ledger, path);
    }

    // As sent: routing has decoded it, and would take several spellings for one.
    private static ReadOnlySpan<char> PathOf(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
            return context.Request.Path.Value;
        int query = target.IndexOf('?');
        return query < 0 ? target : target.AsSpan(0, query);
    }
}
