using System.Globalization;
using System.Text;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Cli.Stores.Demo;

/// <summary>The demo, step by step. Each step looks whether what it tells did happen, and ends the demo if not.</summary>
/// <param name="story">Where it is told.</param>
/// <param name="terminal">The clock.</param>
/// <param name="folder">Empty.</param>
/// <param name="isKept">Whether the folder stays.</param>
internal sealed class DemoRun(Story story, Terminal terminal, string folder, bool isKept)
{
    private const string Symbol = "Au";
    private const string Name = "Gold";

    /// <summary>Changes a byte on the disk; another one in tests.</summary>
    public Func<string, ChangedByte?> Change { get; init; } = ledger => ChangedByte.Make(ledger, "Gold"u8, (byte)'C');

    /// <summary>Runs it.</summary>
    /// <exception cref="FailureException">Something did not happen as it is told.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long began = terminal.Time.GetTimestamp();
        story.Step("A ledger in a folder");
        await using (DemoLedger ledger = await DemoLedger.StartAsync(folder, cancellationToken))
        {
            story.Show("folder", ledger.Folder);
            story.Show("server", $"gRPC at {ledger.Address}, in this process");
            story.Good("It signs what it promises, with a key made for it just now. The client has pinned the public one.");
            await ImportAsync(ledger, cancellationToken);
            ulong index = await ReadAsync(ledger, cancellationToken);
            await ReceiptAsync(ledger, index, cancellationToken);
            await TamperAsync(ledger, index, cancellationToken);
        }

        await AuditAsync(cancellationToken);
        story.Heading(string.Create(CultureInfo.InvariantCulture, $"All of it happened as told, in {terminal.Time.GetElapsedTime(began).TotalSeconds:0.0} s."));
        Next();
    }

    private async Task ImportAsync(DemoLedger ledger, CancellationToken cancellationToken)
    {
        story.Step("Real data");
        IReadOnlyList<KeyValuePair<LedgerBytes, LedgerBytes>> elements = DemoData.Read();
        ImportResult result = await ledger.Client.ImportAsync(elements.ToAsyncEnumerable(), new ImportOptions { BatchEntries = 10, InFlight = 1 }, cancellationToken: cancellationToken);
        Require(result.Entries == (ulong)elements.Count && ledger.Client.Root.Size == result.Entries, "the import is not all there");
        story.Good($"{result.Entries} chemical elements are in the log. Each entry was hashed here, and proved to be in the tree.");
        story.Show("root", ledger.Client.Root.Hash.ToString());
        story.Say("This hash is all that the client remembers, and all that it needs.");
    }

    private async Task<ulong> ReadAsync(DemoLedger ledger, CancellationToken cancellationToken)
    {
        story.Step("A verified read, and a correction");
        LedgerEntry first = await ledger.Client.GetAsync(Symbol, cancellationToken) ?? throw Broken($"{Symbol} is not there");
        Require(first.IsVerified && first.Value.ToString() == Name, $"{Symbol} is not {Name}");
        story.Good($"{Symbol} is {first.Value}: entry {first.Index}, proved against the root.");

        await ledger.Client.SetAsync("Al", "Aluminum", cancellationToken);
        await ledger.Client.SetAsync("Al", "Aluminium", cancellationToken);
        var versions = new List<string>();
        await foreach (LedgerEntry version in ledger.Client.HistoryAsync("Al", new ListOptions { Reverse = true }, cancellationToken))
            versions.Add($"{version.Index} {version.Value}");
        Require(versions.Count == 3, "the history is not complete");
        story.Good($"Al was respelled twice. Nothing is overwritten: {string.Join(", ", versions)}.");
        return first.Index;
    }

    private async Task ReceiptAsync(DemoLedger ledger, ulong index, CancellationToken cancellationToken)
    {
        story.Step("A receipt, checked offline");
        string file = Path.Join(folder, "receipt.tlog-proof"), key = Path.Join(folder, "ledger.pub.pem");
        await File.WriteAllBytesAsync(file, await ledger.Client.ReceiptAsync(index, cancellationToken), cancellationToken);
        await File.WriteAllTextAsync(key, ledger.PublicKey, cancellationToken);
        story.Show("file", file);

        // From the two files alone, as whoever gets them would.
        byte[] point = P256PublicKey.FromPem(await File.ReadAllTextAsync(key, cancellationToken))[0].Point.ToArray();
        ReceiptCheck shown = ReceiptCheck.TryRead(await File.ReadAllBytesAsync(file, cancellationToken), null, log => new VerifierKey(log, point), out string fault)
            ?? throw Broken($"the receipt shows nothing: {fault}");
        Require(shown.Index == index && Encoding.UTF8.GetString(shown.Key.Span) == Symbol, "the receipt is of another entry");
        story.Good($"Without the server: key {shown.KeyId} has signed a log of {shown.Size} entries, and entry {shown.Index}, {Symbol}, is one of them.");
    }

    private async Task TamperAsync(DemoLedger ledger, ulong index, CancellationToken cancellationToken)
    {
        story.Step("Somebody changes a byte on the disk");
        ChangedByte changed = Change(ledger.Folder) ?? throw Broken("the byte to change was not found");
        story.Show("file", Path.GetRelativePath(folder, changed.File));
        story.Show("byte", $"{changed.Offset}: '{(char)changed.Before}' is now '{(char)changed.After}', so that {Name} reads {(char)changed.After}{Name[1..]}");
        try
        {
            LedgerEntry? read = await ledger.Client.GetByIndexAsync(index, cancellationToken);
            throw Broken($"entry {index} was read as {read?.Value}, and nobody noticed");
        }
        catch (LedgerClientException e) when (e.Code == StatusCode.DataLoss)
        {
            story.Caught($"A read of entry {index}: {e.Message}");
        }

        story.Good("The server checks what it reads against the tree. It gives an error, never a wrong value. Were the server changed too, the client would refuse its proof.");
    }

    private async Task AuditAsync(CancellationToken cancellationToken)
    {
        story.Step("An audit of the folder, without any server");
        await using ReadableStore store = await ReadableStore.OpenAsync(Azure.Stores.StorePlace.Of("folder", Path.Join(folder, "ledger"), null), cancellationToken);
        StoredDatabase database = (await store.DatabasesAsync(cancellationToken)).FirstOrDefault(d => d.Name == LedgerAddress.DefaultDatabase) ?? throw Broken("the ledger is gone");
        AuditVerdict verdict = await AuditCommand.AuditAsync(terminal, store, database, AuditOptions.Everything with { Time = terminal.Time }, cancellationToken);
        AuditFailure failure = verdict.Failure ?? throw Broken($"the audit found nothing: {verdict}");
        story.Caught($"{failure.Fault}: {failure.What}, {failure.Entries}");
        story.Show("expected", failure.Expected);
        story.Show("found", failure.Found);
        story.Good("Every entry was hashed again. One byte in one of them is enough.");
    }

    private void Next()
    {
        story.Heading("What next");
        story.Say("immu is \"dotnet run --project cli --\" in a clone; docs/cli.md says how to install it");
        if (isKept)
            story.Say($"everything is in                        {folder}");
        story.Say("immu serve --dir ./data                 a ledger of your own; it goes on until it is stopped");
        story.Say("immu login immudb                       from another terminal; the password is immudb, too");
        story.Say("immu set greeting hello                 a verified write; immu get greeting reads it");
        story.Say("immu import rows.csv --key id           your own data");
        story.Say("immu audit --full --dir ./data          everything hashed again; immu doctor says how to mend");
        story.Say("immu --help                             the rest");
    }

    private static void Require(bool happened, string otherwise)
    {
        if (!happened)
            throw Broken(otherwise);
    }

    private static FailureException Broken(string what) => new(new Failure("INTERNAL", $"the demo did not go as told: {what}", 1));
}
