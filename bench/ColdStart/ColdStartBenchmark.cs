using System.Security.Cryptography;
using ImmuFunctions.Azure.Azurite;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Bench.Reporting;

namespace ImmuFunctions.Bench.ColdStart;

/// <summary>How long the published function app takes from the start of its process to the first answer that is proved, beside a server that does nothing.</summary>
internal sealed class ColdStartBenchmark
{
    private const string User = "aW1tdWRi"; // immudb, who has this password too
    private static readonly Target Difference = new(1000, AtMost: true);

    /// <summary>Entries in the ledger; at least 1.</summary>
    public required long Entries { get; init; }

    /// <summary>Starts of each program.</summary>
    public required int Rounds { get; init; }

    /// <summary>Where programs and blobs lie meanwhile.</summary>
    public required string Folder { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="BenchmarkException">The programs cannot be built, or an answer is not proved.</exception>
    public async Task<Section> RunAsync(CancellationToken cancellationToken)
    {
        WorkFolder work = WorkFolder.Create(Folder);
        PublishedPrograms programs = await PublishedPrograms.CreateAsync(work, cancellationToken);
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions { Folder = work.File("azurite"), StartFolder = AzuriteFolder.Find() }, cancellationToken);
        var settings = new Dictionary<string, string>
        {
            ["IMMUDB_STORE"] = azurite.ConnectionString,
            ["IMMUDB_SIGNING_KEY"] = await WriteKeyAsync(work, cancellationToken),
            ["IMMUDB_CHECKPOINT_ORIGIN"] = "log.example.com/bench",
        };
        await LoadAsync(azurite.ConnectionString, cancellationToken);

        ColdStartFigures bare = new(), answers = new(), login = new(), verified = new();
        await ProgressDisplay.ShowAsync("starts", 2L * Rounds, async progress =>
        {
            // One start of each kind in turn: a slow moment of the machine meets both. The first of each is not counted: its files come from the disk.
            for (int round = -1; round < Rounds; round++)
            {
                await BareAsync(Path.Combine(programs.Bare, "ImmuFunctions.BareHost"), round < 0 ? new() : bare, cancellationToken);
                bool counts = round >= 0;
                await AppAsync(Path.Combine(programs.App, "ImmuFunctions.Functions"), settings, round + 1, counts ? answers : new(), counts ? login : new(), counts ? verified : new(), cancellationToken);
                progress.Add(counts ? 2 : 0);
            }

            return true;
        });
        return Report(bare, answers, login, verified);
    }

    private async Task LoadAsync(string store, CancellationToken cancellationToken)
    {
        await using HostProcess host = await HostProcess.StartAsync(["--store", store], cancellationToken);
        using HostSession session = await HostSession.OpenAsync(host.Address, connections: 4, cancellationToken);
        await Preload.RunAsync(session, Entries, cancellationToken);
        await host.StopAsync();
    }

    private static async Task BareAsync(string executable, ColdStartFigures figures, CancellationToken cancellationToken)
    {
        await using StartedProgram bare = StartedProgram.Start(executable, new Dictionary<string, string>());
        await bare.AnswersAsync(cancellationToken);
        figures.Add(bare.Age);
    }

    private async Task AppAsync(
        string executable, Dictionary<string, string> settings, int number, ColdStartFigures answers, ColdStartFigures login, ColdStartFigures verified, CancellationToken cancellationToken)
    {
        string key = EntrySource.Key(EntrySource.RandomNumber(number, Entries)).ToBase64();
        await using StartedProgram app = StartedProgram.Start(executable, settings);
        await app.AnswersAsync(cancellationToken);
        answers.Add(app.Age);
        var session = await app.PostAsync("/v1/immurestproxy/login", $$"""{"user":"{{User}}","password":"{{User}}"}""", null, cancellationToken);
        login.Add(app.Age);
        var item = await app.PostAsync("/v1/immurestproxy/item/safe/get", $$"""{"key":"{{key}}"}""", session["token"]!.GetValue<string>(), cancellationToken);
        verified.Add(app.Age);
        if (item["verified"]?.GetValue<bool>() != true || item["key"]?.GetValue<string>() != key)
            throw new BenchmarkException($"the entry {key} is not proved: {item.ToJsonString()}");
    }

    private static async Task<string> WriteKeyAsync(WorkFolder work, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(work.File("key.pem"), key.ExportECPrivateKeyPem(), cancellationToken);
        return work.File("key.pem");
    }

    private Section Report(ColdStartFigures bare, ColdStartFigures answers, ColdStartFigures login, ColdStartFigures verified)
    {
        double difference = (verified.Median - bare.Median).TotalMilliseconds;
        return new Section(
            $"Cold start of the function app over {Figures.Count(Entries)} entries",
            $"The zip of `infra/publish.sh`, unpacked, and a bare ASP.NET Core server published alike (self-contained, ReadyToRun) are started in turns, {Figures.Count(Rounds)} times each, after one start that is not counted. "
                + $"The ledger lies in Azurite {AzuriteServer.Version} on this machine: {Figures.Count(Entries)} entries of {NumberedKey.KeyBytes}-byte keys and {EntrySource.ValueBytes}-byte values, loaded in batches of {Figures.Count(EntrySource.BatchEntries)}. "
                + "Each time a new process is asked for `/` until it answers; the app is then logged in to and asked for a random entry by `POST /item/safe/get`, which proves it against the signed root. All times are from the start of the process; files come from the page cache.",
            ["step", "median ms", "least ms", "most ms", "target"],
            [
                Row("bare server: first answer", bare),
                Row("function app: first answer", answers),
                Row("function app: logged in", login),
                Row("function app: first verified entry", verified),
                ["difference of the last to the first", Figures.Tenths(difference), "", "", $"{Difference.Text(Figures.Tenths)} {Difference.Verdict(difference)}"],
            ],
            ["In Azure a cold start begins before the process does: with the instance and its copy of the zip. That is not in these figures. Nor are the token of the identity (one request) and the way to a storage account (some milliseconds for each of the reads)."]);
    }

    private static string[] Row(string step, ColdStartFigures figures) =>
        [step, Figures.Tenths(figures.Median.TotalMilliseconds), Figures.Tenths(figures.Least.TotalMilliseconds), Figures.Tenths(figures.Most.TotalMilliseconds), ""];
}
