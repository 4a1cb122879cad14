using System.Globalization;
using System.Text;
using ImmuFunctions.Core.Log;
using ImmuFunctions.CrashWriter;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using Microsoft.Extensions.Logging.Abstractions;

// Writes entries to a folder until it kills itself in the middle of upkeep: crash-writer <folder> <Flush|Merge|Manifest> <moments> <slice entries>.
// Prints the size of the log after every acknowledged batch. Ends with 0 if the moment does not come.
const int MostPerBatch = 20;
const int MostEntries = 20_000;

string folder = args[0];
CrashPoint point = Enum.Parse<CrashPoint>(args[1]);
int moments = int.Parse(args[2], CultureInfo.InvariantCulture);
int sliceEntries = int.Parse(args[3], CultureInfo.InvariantCulture);

await using FolderStore store = FolderStore.Open(folder);
var options = new LedgerOptions { SliceEntries = sliceEntries, RunGrace = TimeSpan.Zero, UpkeepShare = 1, ValueIndex = true };
await using LedgerEngine ledger = await LedgerEngine.OpenAsync(
    new SuicidalStore(store, point, moments, sliceEntries + MostPerBatch), options, NullLoggerFactory.Instance, CancellationToken.None);

ulong size = (await ledger.SnapshotAsync(CancellationToken.None)).Size;
while (size < MostEntries)
{
    int count = 1 + (int)(size % MostPerBatch);
    EntryDraft[] batch = [.. Enumerable.Range(0, count).Select(i => Draft(size + (ulong)i))];
    Commit commit = await ledger.AppendAsync(batch, CancellationToken.None);
    size = commit.FirstIndex + (ulong)commit.Count;
    Console.Out.WriteLine(size);
}

return 0;

static EntryDraft Draft(ulong index) => new(
    EntryKind.Plain,
    Encoding.ASCII.GetBytes($"key-{index % 977}"),
    Encoding.ASCII.GetBytes($"value-{index}"));
